// SPDX-License-Identifier: Apache-2.0
// The data, and how a value of it becomes a node: by textContent alone, whatever is in it.
const data = JSON.parse(document.getElementById("data").textContent);
const report = data.report;
const KIB = 2 ** 10, MIB = 2 ** 20, GIB = 2 ** 30;

/** What the eye would not see, or would be led astray by, is shown as an escape. */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Co}\p{Cn}\u115f\u1160\u3164\uffa0]|[\p{M}]{3,}/gu;

function visible(text) {
  return String(text).replace(INVISIBLE, found =>
    Array.from(found, one => "\\u" + one.codePointAt(0).toString(16).padStart(4, "0")).join(""));
}

/** Rounds the decimal digits that a number is written with, as Java's Formatter does. */
function fixed(number, digits) {
  const shifted = Math.round(Number(number + "e" + digits));
  return Number.isFinite(shifted) ? Number(shifted + "e-" + digits).toFixed(digits) : number.toFixed(digits);
}

function bytes(n) {
  if (n >= GIB) return fixed(n / GIB, 1) + " GiB";
  if (n >= MIB) return fixed(n / MIB, 1) + " MiB";
  return n >= KIB ? fixed(n / KIB, 1) + " KiB" : n + " bytes";
}

function duration(nanoseconds) {
  const ms = nanoseconds / 1e6;
  if (ms >= 10000) return fixed(ms / 1000, 1) + " s";
  return fixed(ms, ms < 1 ? 2 : 1) + " ms";
}

function count(n) {
  return String(n).replace(/\B(?=(\d{3})+$)/g, ",");
}

function time(iso) {
  return iso.slice(0, 10) + " " + iso.slice(11, 19);
}

/** To the millisecond. */
function moment(iso) {
  return new Date(iso).toISOString().replace("T", " ").replace("Z", "");
}

/** A child that is null or undefined is left out; a text is a text. */
function el(tag, attributes, ...children) {
  const node = document.createElement(tag);
  fill(node, attributes, children);
  return node;
}

function svg(tag, attributes, ...children) {
  const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
  fill(node, attributes, children);
  return node;
}

function fill(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes || {})) {
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (value !== null && value !== undefined && value !== false) node.setAttribute(name, value === true ? "" : value);
  }
  for (const child of children.flat(Infinity)) {
    if (child !== null && child !== undefined) node.append(child);
  }
}

/** A name out of a log. */
function name(text) {
  return text === undefined || text === null ? "" : el("bdi", { class: "text" }, visible(text));
}

/** A number as a human reads it, with the exact one for machines. */
function value(n, format) {
  return n === undefined || n === null ? "-" : el("data", { value: n, title: String(n) }, format(n));
}

function level(label) {
  return el("span", { class: "level " + (/^[a-z]+$/.test(label) ? label : "") }, visible(label));
}

function color(variable) {
  return getComputedStyle(document.documentElement).getPropertyValue("--" + variable).trim();
}

function plural(n, noun) {
  return count(n) + " " + noun + (n === 1 ? "" : "s");
}
