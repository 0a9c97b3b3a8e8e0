"use strict";

// Both languages are in the page (see base.css); what style cannot switch, such as a placeholder, is here.

function language() {
  return document.documentElement.lang;
}

function setLanguage(lang) {
  document.documentElement.lang = lang;
  document.documentElement.dir = lang === "ar" ? "rtl" : "ltr";
  for (const element of document.querySelectorAll("[data-fr]")) {
    const { attribute } = element.dataset;
    if (attribute) element.setAttribute(attribute, element.dataset[lang]);
    else element.textContent = element.dataset[lang];
  }
  document.getElementById("language").lang = lang === "ar" ? "fr" : "ar";
  for (const link of document.querySelectorAll("article a, .other-atlas")) {
    link.hash = lang;
  }
  document.dispatchEvent(new Event("pagelanguage"));
}

document.getElementById("language").addEventListener("click", () => {
  const lang = language() === "ar" ? "fr" : "ar";
  history.replaceState(null, "", location.hash.replace(/^#?(fr|ar)?/, `#${lang}`));
  setLanguage(lang);
});

function linkedLanguage() {
  return /^#ar\b/.test(location.hash) ? "ar" : "fr";
}

setLanguage(linkedLanguage());
