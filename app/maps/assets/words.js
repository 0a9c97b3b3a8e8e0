"use strict";

// Words and numbers in the page's language, names as people type them, elements made without markup from data.

const DATA = JSON.parse(document.getElementById("data").textContent);
// of each area, the names of what it lies in
for (const [level, names] of Object.entries(DATA.units)) {
  ["fr", "ar"].forEach((lang, which) => {
    DATA.areas[`${level}_${lang}`] = DATA.areas[level].map((code) => names[code]?.[which] ?? null);
  });
}

const LOCALES = { fr: "fr", ar: "ar-MA" };

const PLURALS = { fr: new Intl.PluralRules(LOCALES.fr), ar: new Intl.PluralRules(LOCALES.ar) };

function say(key, values = {}) {
  return filled(DATA.texts[key][language()], values);
}

// how many there are, in the plural of the number; n is how it is written
function counted(key, count, values = {}) {
  const forms = DATA.counted[key][language()];
  return filled(forms[PLURALS[language()].select(count)], { n: number(count), ...values });
}

function filled(message, values) {
  return message.replace(/\{(\w+)\}/g, (_, field) => values[field]);
}

function number(value, options = {}) {
  return value === null ? say("unknown") : new Intl.NumberFormat(LOCALES[language()], options).format(value);
}

function percent(value) {
  return number(value, { style: "percent", minimumFractionDigits: 1, maximumFractionDigits: 1 });
}

function decimal(value, options = {}) {
  return number(value, { minimumFractionDigits: 1, maximumFractionDigits: 1, ...options });
}

// The rule of app/analysis/names.py; a test holds the two equal.
const SAME_LETTER = {
  "œ": "oe", "æ": "ae", "ʼ": " ", "ʿ": " ", "ʾ": " ", "`": " ", "ß": "ss",
  "ٱ": "ا", "ى": "ي", "ی": "ي", "ة": "ه", "ک": "ك", "گ": "ك", "ڭ": "ك", "ݣ": "ك", "ـ": "",
};

function fold(text) {
  const letters = [...text.normalize("NFKD").toLowerCase().normalize("NFKD")];
  return letters.map((letter) => SAME_LETTER[letter] ?? letter).join("")
    .replace(/[\p{M}\p{Cf}]/gu, "").replace(/[\p{P}\p{Z}\s\x1c-\x1f\x85]+/gu, " ").trim();
}

const SVG = "http://www.w3.org/2000/svg";

function fill(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

function html(tag, attributes = {}, ...children) {
  return fill(document.createElement(tag), attributes, children);
}

function svg(tag, attributes = {}, ...children) {
  return fill(document.createElementNS(SVG, tag), attributes, children);
}

// the province and the region that an area lies in
function within(area) {
  const lang = language();
  return { province: DATA.areas[`province_${lang}`][area], region: DATA.areas[`region_${lang}`][area] };
}

function areaName(area, lang = language()) {
  return DATA.areas[`name_${lang}`][area];
}
