"""Space: clusters, party areas, crosswalks between divisions, drawings of readers."""
