// Bodies of messages as a page of HTML, by a public renderer of Block Kit (see pictures.py, which runs this).
// Reads {"bodies": [{"blocks": […]}], "now": seconds, "theme": "light"} and writes the page.
"use strict";

const fs = require("node:fs");
const path = require("node:path");
const React = require("react");
const { renderToStaticMarkup } = require("react-dom/server");
const { Message } = require("slack-blocks-to-jsx");

const asked = JSON.parse(fs.readFileSync(0, "utf8"));
const modules = process.env.NODE_PATH;
const file = (name) => "file://" + path.join(modules, name);

// The renderer counts ages from today; the samples live in 2023. Dates are told in UTC.
function date({ timestamp, format }) {
  const at = new Date(timestamp * 1000);
  const zone = { timeZone: "UTC" };
  const hours = (asked.now - timestamp) / 3600;
  const days = Math.round(hours / 24);
  const many = (n, unit) => `${n} ${unit}${n === 1 ? "" : "s"} ago`;
  return format
    .replace("{date_short}", at.toLocaleDateString("en-US", { ...zone, year: "numeric", month: "short", day: "numeric" }))
    .replace("{time}", at.toLocaleTimeString("en-US", { ...zone, hour: "numeric", minute: "2-digit" }))
    .replace("{ago}", hours < 24 ? many(Math.round(hours), "hour") : many(days, "day"));
}

const BELL =
  "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 36 36'><rect width='36' height='36' rx='8' fill='#1f2a44'/>" +
  "<path d='M18 7a2 2 0 0 1 2 2c4 1 6 4 6 9v4l2 3H8l2-3v-4c0-5 2-8 6-9a2 2 0 0 1 2-2zm-3 20h6a3 3 0 0 1-6 0z' " +
  "fill='#f5c451'/></svg>";

// Where the renderer differs from Slack's clients: their typeface, the space between blocks, what a call looks like.
const STYLE = `
@font-face { font-family: Lato; font-weight: 400; src: url(${file("@fontsource/lato/files/lato-latin-400-normal.woff2")}) }
@font-face { font-family: Lato; font-weight: 400; unicode-range: U+0100-02FF;
             src: url(${file("@fontsource/lato/files/lato-latin-ext-400-normal.woff2")}) }
@font-face { font-family: Lato; font-weight: 700; src: url(${file("@fontsource/lato/files/lato-latin-700-normal.woff2")}) }
@font-face { font-family: Lato; font-weight: 900; src: url(${file("@fontsource/lato/files/lato-latin-900-normal.woff2")}) }
html, body { margin: 0; background: ${asked.theme === "dark" ? "#1a1d21" : "#fff"} }
#page { padding: 16px 20px; width: ${asked.width}px; box-sizing: border-box }
#page, #page * { font-family: Lato, "Noto Sans", "Noto Color Emoji", sans-serif }
#page code, #page code *, #page .slack_inline_code { font-family: "DejaVu Sans Mono", monospace; font-size: 12px }
#page section { max-width: 600px; margin-bottom: 18px }
#page section:last-child { margin-bottom: 0 }
.slack_blocks_to_jsx__header h3 { font-weight: 900; font-size: 18px; line-height: 24px }
.slack_blocks_to_jsx--block_wrapper { line-height: 22px; margin: 8px 0 0 }
.slack_blocks_to_jsx--block_wrapper:first-child { margin-top: 0 }
.slack_blocks_to_jsx__rich_text_section_element { white-space: pre-line }
.slack_blocks_to_jsx__rich_text_section_element_user_group, .slack_broadcast {
  background: #fbf3d4; color: #1264a3; border-radius: 3px; padding: 0 2px 1px }
.slack_blocks_to_jsx__context > div { padding-right: 0; flex-wrap: wrap }
.slack_blocks_to_jsx__context p { line-height: 19px; white-space: pre-line }
.slack_blocks_to_jsx__context code { line-height: 17px }
.slack_blocks_to_jsx--header { margin-bottom: 2px }
`;

// Slack formats verbatim text too, and only leaves bare addresses and names in it alone; the renderer formats nothing.
const formatted = (key, value) => (key === "verbatim" ? undefined : value);

const messages = asked.bodies.map((body, index) =>
  React.createElement(Message, {
    key: index,
    blocks: JSON.parse(JSON.stringify(body.blocks, formatted)),
    name: "Tocsin",
    logo: "data:image/svg+xml," + encodeURIComponent(BELL),
    time: new Date(asked.now * 1000),
    theme: asked.theme,
    withoutWrapper: body.type === "home",
    data: { user_groups: [{ id: "S0DESK", name: "sahel-desk", handle: "sahel-desk" }] },
    hooks: { date },
  }),
);
const style = fs.readFileSync(path.join(modules, "slack-blocks-to-jsx/dist/style.css"), "utf8");
const page = renderToStaticMarkup(React.createElement("div", { id: "page" }, messages));
process.stdout.write(
  `<!doctype html><meta charset="utf-8"><style>${style}${STYLE}</style><body>${page}` +
    `<script>addEventListener("load", async () => { await document.fonts.ready;` +
    ` const box = document.getElementById("page").getBoundingClientRect();` +
    ` document.body.dataset.box = Math.ceil(box.width) + "x" + Math.ceil(box.height); })</script></body>`,
);
