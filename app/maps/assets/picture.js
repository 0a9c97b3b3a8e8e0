"use strict";

// What is seen as a picture (PNG) to put into a document: title, sentence, maps, legend and sources, drawn on a canvas
// from what the page has drawn, in the page's units from the start of the line (the right in Arabic).

const MARGIN = 16;
const LEGEND_WIDTH = 420;
const SWATCH = { width: 24, height: 13 };
const LONGEST_TEXTS = 1400;
const PICTURE_WIDTH = 1600; // pixels, at least
const PICTURE_SCALE = 2;
const [INK, QUIET, SEA, FRAME_LINE] = ["#1b2430", "#566070", "#f3f6f7", "#d9d9d2"];

function startPicture(atlas) {
  document.getElementById("picture").addEventListener("click", () => {
    drawPicture(atlas).toBlob((blob) => save(blob, pictureName(atlas)));
  });
}

function pictureName({ theme, election, level, beside, frames }) {
  const parts = [DATA.party.code, theme, election.year];
  if (level !== LEVELS[0]) parts.push(level);
  if (frames[0].view === "circles") parts.push("circles");
  if (beside) parts.push(beside.party, electionOf(beside.code).year);
  return `${fileName(...parts)}.png`;
}

function drawPicture(atlas) {
  const { theme, frames } = atlas;
  const around = document.querySelector(".frames").getBoundingClientRect();
  const sheet = startSheet(around.width, around.height + LONGEST_TEXTS);
  const subject = frames.map((frame) => subjectName(frame.subject)).join(" | ");
  write(sheet, DATA.party.name[language()], { size: 22, weight: 700 });
  write(sheet, `${DATA.themes[theme].name[language()]} · ${subject}`, { size: 15, weight: 700, color: QUIET });
  const covered = frames.flatMap(({ subject: { coverage } }) => (coverage ? [coverage[language()]] : []));
  for (const text of new Set(covered)) write(sheet, text, { size: 14, weight: 700 });
  write(sheet, document.getElementById("reading").textContent, { size: 14 });
  frames.forEach((frame) => drawFrame(sheet, frame, around));
  sheet.y += around.height + MARGIN;
  drawLegend(sheet);
  drawSources(sheet, atlas);
  return cut(sheet);
}

// long enough for everything: how long the texts are is known when they are written
function startSheet(width, height) {
  const scale = Math.max(PICTURE_SCALE, PICTURE_WIDTH / width);
  const canvas = html("canvas", { width: Math.round(width * scale), height: Math.round(height * scale) });
  const ink = canvas.getContext("2d");
  ink.scale(scale, scale);
  ink.fillStyle = "#fff";
  ink.fillRect(0, 0, width, height);
  ink.direction = document.documentElement.dir;
  ink.textBaseline = "middle";
  return { canvas, ink, width, scale, patterns: patternsOf(ink), y: MARGIN };
}

function cut({ canvas, scale, y }) {
  const whole = html("canvas", { width: canvas.width, height: Math.ceil((y + MARGIN) * scale) });
  whole.getContext("2d").drawImage(canvas, 0, 0);
  return whole;
}

// the patterns of the page, by what they are called there
const patternsOf = (ink) => ({ "url(#unknown)": hatching(ink), "url(#left-out)": dots(ink) });

function hatching(ink) {
  const tile = html("canvas", { width: 24, height: 24 });
  const line = tile.getContext("2d");
  line.fillStyle = "#fff";
  line.fillRect(0, 0, 24, 24);
  line.fillStyle = "#9a9a9a";
  line.fillRect(0, 0, 8, 24);
  const pattern = ink.createPattern(tile, "repeat");
  pattern.setTransform(new DOMMatrix().rotate(45).scale(0.25));
  return pattern;
}

function dots(ink) {
  const tile = html("canvas", { width: 24, height: 24 });
  const land = tile.getContext("2d");
  land.fillStyle = "#e3e6e4";
  land.fillRect(0, 0, 24, 24);
  land.fillStyle = "#6b7078";
  land.arc(12, 12, 4, 0, 2 * Math.PI);
  land.fill();
  const pattern = ink.createPattern(tile, "repeat");
  pattern.setTransform(new DOMMatrix().scale(0.25));
  return pattern;
}

function colourOf({ patterns }, paint) {
  return patterns[paint] ?? paint;
}

function setFont({ ink }, size, weight) {
  ink.font = `${weight} ${size}px ${getComputedStyle(document.body).fontFamily}`;
}

// where a box begins that is so far from the start of the line
function fromStart({ ink, width }, start, length = 0) {
  return ink.direction === "rtl" ? width - start - length : start;
}

// a paragraph, as many lines as it takes
function write(sheet, text, { size, weight = 400, color = INK, hold = (line) => line }) {
  const { ink, width } = sheet;
  setFont(sheet, size, weight);
  Object.assign(ink, { fillStyle: color, textAlign: "start" });
  for (const line of linesOf(ink, text, width - 2 * MARGIN)) {
    sheet.y += 0.7 * size;
    ink.fillText(hold(line), fromStart(sheet, MARGIN), sheet.y);
    sheet.y += 0.7 * size;
  }
  sheet.y += 0.35 * size;
}

function linesOf(ink, text, width) {
  const lines = [""];
  for (const word of text.split(" ")) {
    const longer = lines.at(-1) ? `${lines.at(-1)} ${word}` : word;
    if (lines.at(-1) && ink.measureText(longer).width > width) lines.push(word);
    else lines[lines.length - 1] = longer;
  }
  return lines;
}

// a map where it stands beside or above the other
function drawFrame(sheet, { map, subject }, around) {
  const { ink, y } = sheet;
  const container = map.getContainer();
  const box = container.getBoundingClientRect();
  const [left, top] = [box.left - around.left, box.top - around.top + y];
  ink.save();
  ink.beginPath();
  ink.rect(left, top, box.width, box.height);
  ink.fillStyle = SEA;
  ink.fill();
  ink.clip();
  ink.translate(left - box.left, top - box.top);
  pathsOf(container).forEach((path) => drawPath(sheet, path));
  container.querySelectorAll(".mark, .leaflet-marker-pane span").forEach((label) => drawLabel(sheet, label));
  ink.restore();
  if (container.closest(".compared")) drawName(sheet, subjectName(subject), left + box.width / 2, top + MARGIN);
  ink.strokeStyle = FRAME_LINE;
  ink.lineWidth = 1;
  ink.strokeRect(left, top, box.width, box.height);
}

// from the lowest pane to the highest
function pathsOf(container) {
  const heightOf = (path) => Number(getComputedStyle(path.closest(".leaflet-pane")).zIndex);
  return [...container.querySelectorAll(".leaflet-pane > svg path")].sort((a, b) => heightOf(a) - heightOf(b));
}

function drawPath(sheet, path) {
  const { ink } = sheet;
  const { a, b, c, d, e, f } = path.getScreenCTM();
  const outline = new Path2D(path.getAttribute("d"));
  const [, clipped] = path.getAttribute("clip-path")?.match(/#cut-([\w-]+)/) ?? [];
  ink.save();
  ink.transform(a, b, c, d, e, f);
  if (clipped) ink.clip(new Path2D(document.getElementById(`area-${clipped}`).getAttribute("d")), "evenodd");
  const drawn = (name) => path.getAttribute(name) ?? "none";
  if (drawn("fill") !== "none") {
    ink.globalAlpha = Number(drawn("fill-opacity"));
    ink.fillStyle = colourOf(sheet, drawn("fill"));
    ink.fill(outline, "evenodd");
  }
  if (drawn("stroke") !== "none") {
    const dashes = path.getAttribute("stroke-dasharray")?.split(/[\s,]+/).map(Number) ?? [];
    ink.setLineDash(dashes);
    Object.assign(ink, { globalAlpha: Number(drawn("stroke-opacity")), strokeStyle: colourOf(sheet, drawn("stroke")) });
    Object.assign(ink, { lineWidth: Number(drawn("stroke-width")), lineCap: drawn("stroke-linecap"), lineJoin: "round" });
    ink.stroke(outline);
  }
  ink.restore();
}

// a number or a name on the map
function drawLabel({ ink }, label) {
  const box = label.getBoundingClientRect();
  const { backgroundColor, color, fontWeight, fontSize, fontFamily, borderTopWidth } = getComputedStyle(label);
  const border = parseFloat(borderTopWidth);
  const isRound = label.classList.contains("mark");
  const rounded = (inset) => {
    ink.beginPath();
    ink.roundRect(box.left + inset, box.top + inset, box.width - 2 * inset, box.height - 2 * inset, isRound ? box.width / 2 - inset : 3);
    ink.fill();
  };
  ink.fillStyle = "#fff";
  if (border) rounded(0);
  ink.fillStyle = backgroundColor;
  rounded(border);
  Object.assign(ink, { fillStyle: color, font: `${fontWeight} ${fontSize} ${fontFamily}`, textAlign: "center" });
  ink.fillText(label.textContent, box.left + box.width / 2, box.top + box.height / 2);
}

function drawName(sheet, name, middle, y) {
  const { ink } = sheet;
  setFont(sheet, 14, 700);
  const width = ink.measureText(name).width + 20;
  ink.fillStyle = "#fff";
  ink.fillRect(middle - width / 2, y - 12, width, 24);
  Object.assign(ink, { fillStyle: INK, textAlign: "center" });
  ink.fillText(name, middle, y);
}

function drawLegend(sheet) {
  const legend = document.getElementById("legend");
  write(sheet, told(legend.querySelector("figcaption")), { size: 13, weight: 700 });
  if (legend.querySelector(".steps")) drawSteps(sheet, legend);
  drawEntries(sheet, [...legend.querySelectorAll(".categories li, .others li:not([hidden])")]);
  const note = document.getElementById("of-circles");
  if (!note.hidden) write(sheet, told(note), { size: 12, color: QUIET });
}

// cells with how many areas are in them, the limits between them, and the words at both ends
function drawSteps(sheet, legend) {
  const { ink } = sheet;
  const cells = [...legend.querySelectorAll(".steps li")];
  const length = Math.min(LEGEND_WIDTH, sheet.width - 2 * MARGIN);
  const each = length / cells.length;
  const centred = (text, start, below) => ink.fillText(text, fromStart(sheet, MARGIN + start), sheet.y + below);
  setFont(sheet, 12, 400);
  ink.textAlign = "center";
  cells.forEach((cell, step) => {
    ink.fillStyle = cell.style.backgroundColor;
    ink.fillRect(fromStart(sheet, MARGIN + step * each, each), sheet.y, each, 20);
    ink.fillStyle = cell.style.color;
    centred(cell.textContent, (step + 0.5) * each, 10);
  });
  ink.fillStyle = INK;
  legend.querySelectorAll(".limits span").forEach((limit, step) => centred(limit.textContent, (step + 1) * each, 30));
  const [low, high] = legend.querySelectorAll(".ends span");
  ink.fillStyle = QUIET;
  ink.textAlign = "start";
  centred(low.textContent, 0, 46);
  ink.textAlign = "end";
  centred(high.textContent, length, 46);
  sheet.y += 60;
}

// swatches and their words, one after the other as long as there is room
function drawEntries(sheet, entries) {
  const { ink, width } = sheet;
  let start = MARGIN;
  setFont(sheet, 12, 400);
  for (const entry of entries) {
    const text = told(entry);
    const length = SWATCH.width + 6 + ink.measureText(text).width + MARGIN;
    if (start > MARGIN && start + length > width) [start, sheet.y] = [MARGIN, sheet.y + 20];
    drawSwatch(sheet, entry.querySelector("i"), fromStart(sheet, start, SWATCH.width));
    Object.assign(ink, { fillStyle: INK, textAlign: "start" });
    ink.fillText(text, fromStart(sheet, start + SWATCH.width + 6), sheet.y + SWATCH.height / 2);
    start += length;
  }
  sheet.y += 26;
}

function drawSwatch(sheet, sample, left) {
  const { ink, y } = sheet;
  const isDotted = sample.className === "uncertain";
  ink.save();
  ink.beginPath();
  ink.rect(left + 1, y, SWATCH.width - 2, SWATCH.height);
  ink.fillStyle = sheet.patterns[`url(#${sample.className})`] ?? sample.style.backgroundColor;
  if (isDotted) ink.setLineDash([2, 3]);
  else ink.fill();
  Object.assign(ink, { strokeStyle: isDotted ? INK : FRAME_LINE, lineWidth: isDotted ? 3 : 1 });
  ink.stroke();
  ink.restore();
}

function drawSources(sheet, { theme, frames }) {
  const small = { size: 11, color: QUIET };
  const isolated = (line) => `\u2068${line}\u2069`; // a citation has a direction of its own
  if (OF_SCORES.includes(theme)) write(sheet, say("describes"), small);
  new Set(frames.flatMap(({ subject }) => subject.sources)).forEach((source) => write(sheet, source, { ...small, hold: isolated }));
  write(sheet, told(document.querySelector(".attribution")), small);
  write(sheet, told(document.querySelector("footer > p")), small);
}

// what an element says in the page's language, shown or not
function told(element) {
  const copy = element.cloneNode(true);
  copy.querySelectorAll(`.t:not([lang="${language()}"])`).forEach((other) => other.remove());
  return copy.textContent.replace(/[ \n]+/g, " ").trim();
}
