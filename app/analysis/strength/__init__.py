"""The strength score: components, shrinkage, weights, ranks under other assumptions, and words that explain it."""
