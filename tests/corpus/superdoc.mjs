// Opens a form in SuperDoc in a browser without a window, types into it with the keyboard, and saves it as .docx.
//
// node superdoc.mjs FOLDER with the job on standard input; FOLDER is where npm has installed superdoc and puppeteer-core:
//   {"source": "form.docx", "target": "saved.docx", "suggesting": false, "cells": [
//     {"tag": "in_depth.K1.notes", "text": "First line\nSecond line", "into": "click"}]}
// "click" puts the cursor where a click on the field puts it, "start" at its start. Nothing but the page itself
// can be reached from the browser.

import fs from 'node:fs';
import http from 'node:http';
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const folder = path.resolve(process.argv[2]);
const job = JSON.parse(fs.readFileSync(0, 'utf8'));
const require = createRequire(path.join(folder, 'package.json'));
const { default: puppeteer } = await import(pathToFileURL(require.resolve('puppeteer-core')));
const dist = path.join(folder, 'node_modules', 'superdoc', 'dist');
const page_html =
  '<!doctype html><meta charset="utf-8"><link rel="stylesheet" href="/style.css"><div id="editor"></div>' +
  '<script src="/superdoc.js"></script>';
const served = {
  '/': ['text/html', () => page_html],
  '/style.css': ['text/css', () => fs.readFileSync(path.join(dist, 'style.css'))],
  '/superdoc.js': ['text/javascript', () => fs.readFileSync(path.join(dist, 'superdoc.min.js'))],
  '/form.docx': ['application/octet-stream', () => fs.readFileSync(job.source)],
};
const pause = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));

const server = http.createServer((request, response) => {
  const found = served[request.url];
  response.writeHead(found ? 200 : 404, { 'content-type': found?.[0] ?? 'text/plain' });
  response.end(found?.[1]());
});
await new Promise((done) => server.listen(0, '127.0.0.1', done));
const browser = await puppeteer.launch({
  executablePath: '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update', '--no-first-run'],
});
try {
  const page = await browser.newPage();
  await page.setViewport({ width: 1400, height: 1000 });
  await page.setRequestInterception(true);
  page.on('request', (request) =>
    /^(http:\/\/127\.0\.0\.1|blob:|data:)/.test(request.url()) ? request.continue() : request.abort(),
  );
  await page.goto(`http://127.0.0.1:${server.address().port}/`);
  await page.evaluate(
    (mode) =>
      new Promise((done, failed) => {
        window.superdoc = new window.SuperDoc({
          selector: '#editor',
          document: '/form.docx',
          documentMode: mode,
          user: { name: 'Eva Dahl', email: 'eva@example.org' },
          telemetry: { enabled: false },
          onReady: () => done(),
          onException: ({ error }) => failed(error),
        });
      }),
    job.suggesting ? 'suggesting' : 'editing',
  );
  await pause(2000);
  for (const cell of job.cells) {
    await (cell.into === 'start' ? goToStart(page, cell.tag) : click(page, cell.tag));
    await type(page, cell.text);
  }
  await pause(1000);
  const saved = await page.evaluate(async () => {
    const blob = await window.superdoc.export({ exportType: ['docx'], triggerDownload: false });
    const bytes = new Uint8Array(await blob.arrayBuffer());
    return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
  });
  fs.writeFileSync(job.target, Buffer.from(saved, 'base64'));
} finally {
  await browser.close();
  server.close();
}

async function click(page, tag) {
  const field = `.superdoc-structured-content-inline[data-sdt-tag="${tag}"] .superdoc-text-run`;
  await (await page.waitForSelector(field)).evaluate((element) => element.scrollIntoView({ block: 'center' }));
  await pause(400);
  await (await page.waitForSelector(field)).click(); // the page may have been drawn anew
  await pause(300);
}

async function goToStart(page, tag) {
  await page.evaluate((wanted) => {
    const editor = window.superdoc.activeEditor;
    editor.view.state.doc.descendants((node, position) => {
      if (node.attrs.tag === wanted) editor.commands.setTextSelection({ from: position + 1, to: position + 1 });
    });
    editor.view.focus();
  }, tag);
  await pause(300);
}

async function type(page, text) {
  for (const [number, line] of text.split('\n').entries()) {
    if (number) {
      await page.keyboard.down('Shift');
      await page.keyboard.press('Enter');
      await page.keyboard.up('Shift');
    }
    await page.keyboard.type(line);
  }
  await pause(300);
}
