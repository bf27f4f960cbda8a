// SPDX-License-Identifier: MIT
// Fills the page from the stream of events, fetches pictures as fast as they can be shown, and searches.

const MOST_ROWS = 200;
const SHOWN_AS_DOUBTFUL = 0.99; // of a digit
const RETRY_MS = 5000;

const numbers = new Intl.NumberFormat("en-GB");
const one = (selector, root = document) => root.querySelector(selector);
const copy = (id) => document.getElementById(id).content.firstElementChild.cloneNode(true);

/** 0.0003 as "0.03 %"; what is nearly certain is never rounded up to 100 %. */
function percent(share) {
  const value = share * 100;
  if (value > 99.99 && value < 100) return "> 99.99 %";
  if (value >= 10) return `${(Math.floor(value * 100) / 100).toFixed(value > 99 ? 2 : 1)} %`;
  if (value >= 0.01) return `${Number(value.toPrecision(2))} %`;
  return "< 0.01 %";
}

/* Cameras */

const cards = [];

/** A picture is asked for when the one before has come, so that a slow link skips some. */
class Card {
  constructor(index) {
    this.index = index;
    this.element = copy("camera-template");
    this.image = one("img", this.element);
    this.wanted = 0;
    this.asked = 0;
    this.isLoading = false;
    this.isVisible = true;
    this.image.addEventListener("load", () => { this.image.hidden = false; this.finished(); });
    this.image.addEventListener("error", () => this.finished());
    new IntersectionObserver(([entry]) => {
      this.isVisible = entry.isIntersecting;
      this.load();
    }).observe(this.element);
  }

  want(picture) {
    this.wanted = picture;
    this.load();
  }

  load() {
    if (this.isLoading || !this.isVisible || this.wanted === 0 || this.wanted === this.asked) return;
    this.isLoading = true;
    this.asked = this.wanted;
    this.image.src = `api/cameras/${this.index}/picture.jpg?picture=${this.wanted}`;
  }

  finished() {
    this.isLoading = false;
    this.load();
  }

  show(status) {
    this.element.dataset.state = status.state;
    one("h2", this.element).textContent = status.name;
    this.image.alt = `What ${status.name} sees`;
    const chip = one(".chip", this.element);
    chip.dataset.state = status.state;
    chip.textContent = status.state;
    const again = status.state === "failed" ? ` Trying again in ${status.retry_seconds} s.` : "";
    const waiting = status.state === "connecting" ? "Waiting for the first picture" : "";
    one(".sentence", this.element).textContent = (status.sentence || waiting) + again;
    const figures = {
      ...status,
      inference: `${(status.locating_ms + status.reading_ms).toFixed(1)} ms`,
      age: status.picture ? `${numbers.format(status.frame_age_ms)} ms` : "–",
    };
    for (const field of this.element.querySelectorAll("[data-figure]")) {
      const value = figures[field.dataset.figure];
      field.textContent = typeof value === "number" ? numbers.format(value) : value;
    }
    this.want(status.picture);
  }
}

function showCameras(cameras) {
  while (cards.length > cameras.length) cards.pop().element.remove();
  while (cards.length < cameras.length) {
    cards.push(new Card(cards.length));
    one("#cameras").append(cards.at(-1).element);
  }
  cameras.forEach((status, index) => cards[index].show(status));
  const sum = (field) => cameras.reduce((total, camera) => total + camera[field], 0);
  const running = cameras.filter((camera) => camera.state === "running").length;
  for (const field of document.querySelectorAll("[data-total]")) {
    const name = field.dataset.total;
    field.textContent = name === "cameras" ? `${running}/${cameras.length}` : numbers.format(sum(name));
  }
}

/* Plates */

/** The digits of a place with their probabilities, the likeliest first. */
function ranked(posteriors) {
  return posteriors.map((share, digit) => ({ digit, share })).sort((a, b) => b.share - a.share);
}

/** The number with the one digit replaced that is likeliest to be another one. */
function secondBest(plate) {
  let best = null;
  plate.posteriors.forEach((posteriors, place) => {
    const [first, second] = ranked(posteriors);
    const odds = second.share / first.share;
    if (String(first.digit) === plate.text[place] && (!best || odds > best.odds)) best = { place, odds, ...second };
  });
  if (!best) return null;
  const text = plate.text.slice(0, best.place) + best.digit + plate.text.slice(best.place + 1);
  return { text, share: plate.confidence * best.odds };
}

function fillDigits(row, plate) {
  const body = one("tbody", row);
  plate.posteriors.forEach((posteriors, place) => {
    const line = body.insertRow();
    for (const { digit, share } of ranked(posteriors).slice(0, 3)) {
      const cell = line.insertCell();
      const name = document.createElement("b");
      name.textContent = digit;
      cell.append(name, ` ${percent(share)}`);
    }
    line.title = `Digit ${place + 1}`;
  });
  one("table", row).hidden = plate.posteriors.length === 0;
}

function localTime(text) {
  const time = new Date(text);
  const isToday = time.toDateString() === new Date().toDateString();
  const clock = time.toLocaleTimeString("en-GB");
  return isToday ? clock : `${time.toLocaleDateString("en-GB", { day: "numeric", month: "short" })}, ${clock}`;
}

function plateRow(plate) {
  const row = copy("plate-template");
  row.dataset.id = plate.id;
  const number = one(".plate-number", row);
  [...plate.text].forEach((digit, place) => {
    const span = document.createElement("span");
    span.textContent = digit;
    const confidence = plate.digit_confidences[place];
    span.classList.toggle("doubtful", confidence > 0 && confidence < SHOWN_AS_DOUBTFUL);
    number.append(span);
  });
  one(".plate-confidence", row).textContent = percent(plate.confidence);
  one(".plate-place", row).textContent = plate.camera;
  const time = one("time", row);
  time.dateTime = plate.time;
  time.title = new Date(plate.time).toString();
  time.textContent = localTime(plate.time);
  if (plate.picture) {
    const image = one(".plate-picture img", row);
    image.src = `api/events/${plate.id}/plate.jpg`;
    image.alt = `The plate ${plate.text}`;
    image.hidden = false;
  }
  if (plate.listed) {
    const hit = one(".plate-hit", row);
    const number = plate.listed === plate.text ? "" : ` as ${plate.listed}`;
    hit.textContent = `Listed${number}${plate.note ? `: ${plate.note}` : ""}`;
    hit.hidden = false;
    row.classList.add("hit");
  }
  const other = secondBest(plate);
  if (other && other.share >= 0.005) {
    const doubt = one(".plate-doubt", row);
    doubt.textContent = `may be ${other.text}: ${percent(other.share)}`;
    doubt.hidden = false;
  }
  one("details", row).addEventListener("toggle", () => fillDigits(row, plate), { once: true });
  return row;
}

let lastId = 0;

function addPlate(plate, isNew) {
  if (plate.id <= lastId) return; // it came before the connection was lost
  lastId = plate.id;
  const row = plateRow(plate);
  row.classList.toggle("new", isNew);
  const list = one("#events");
  list.prepend(row);
  while (list.children.length > MOST_ROWS) list.lastElementChild.remove();
  if (one("#number").value.trim()) searchSoon();
  else showList();
}

/* Search */

function showList() {
  one("#matches").hidden = true;
  one("#events").hidden = false;
  one("#plates-title").textContent = "Plates";
  one("#nothing").textContent = "No plate has passed yet.";
  one("#nothing").hidden = one("#events").children.length > 0;
}

function heading(text) {
  const item = document.createElement("li");
  item.className = "plate-heading";
  item.textContent = text;
  return item;
}

function matchRow(match) {
  const row = plateRow(match);
  if (!match.exact) {
    one(".plate-confidence", row).textContent = percent(match.probability);
    one(".plate-doubt", row).hidden = true;
  }
  return row;
}

function showMatches({ pattern, of, exact, matches }) {
  const likely = matches.filter((match) => !match.exact);
  const rows = matches.filter((match) => match.exact).map(matchRow);
  if (likely.length > 0) rows.push(heading("Misread, perhaps: how probable it is"), ...likely.map(matchRow));
  one("#matches").replaceChildren(...rows);
  one("#matches").hidden = false;
  one("#events").hidden = true;
  one("#plates-title").textContent = `${pattern}: ${numbers.format(exact)} of the last ${numbers.format(of)} plates`;
  one("#nothing").textContent = "No such plate was read.";
  one("#nothing").hidden = matches.length > 0;
}

let searches = 0;

async function search() {
  const number = one("#number").value.trim();
  const which = ++searches;
  if (!number) { showList(); return; }
  try {
    const answer = await fetch(`api/search?number=${encodeURIComponent(number)}`);
    const found = await answer.json();
    if (which !== searches) return; // another one was begun meanwhile
    if (found.error) showMessage(found.error);
    else showMatches(found);
  } catch {
    if (which === searches) showMessage("The search was not answered.");
  }
}

function showMessage(text) {
  one("#matches").replaceChildren();
  one("#matches").hidden = false;
  one("#events").hidden = true;
  one("#plates-title").textContent = "Search";
  one("#nothing").textContent = text;
  one("#nothing").hidden = false;
}

let searchTimer = 0;

function searchSoon() {
  clearTimeout(searchTimer);
  searchTimer = setTimeout(search, 200);
}

/* The stream */

let stream = null;

function showConnection(state, text) {
  const chip = one("#connection");
  chip.dataset.state = state;
  chip.textContent = text;
}

function connect() {
  const opened = Date.now();
  stream = new EventSource(`api/stream?after=${lastId}`);
  stream.addEventListener("open", () => showConnection("running", "Live"));
  stream.addEventListener("cameras", (event) => showCameras(JSON.parse(event.data)));
  stream.addEventListener("picture", (event) => {
    const { camera, picture } = JSON.parse(event.data);
    cards[camera]?.want(picture);
  });
  stream.addEventListener("plate", (event) => addPlate(JSON.parse(event.data), Date.now() - opened > 1000));
  stream.addEventListener("error", () => {
    showConnection("failed", "Connection lost");
    // It tries again by itself, but not when it was refused.
    if (stream?.readyState === EventSource.CLOSED) setTimeout(reconnect, RETRY_MS);
  });
}

function disconnect() {
  stream?.close();
  stream = null;
}

function reconnect() {
  disconnect();
  if (!document.hidden) connect();
}

// A page that nobody looks at costs nothing, and does not use up a browser's few connections.
document.addEventListener("visibilitychange", reconnect);
addEventListener("pagehide", disconnect);
addEventListener("pageshow", (event) => { if (event.persisted) reconnect(); });

one("#search").addEventListener("submit", (event) => {
  event.preventDefault();
  search();
});
one("#number").addEventListener("input", searchSoon);
connect();
