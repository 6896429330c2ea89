// A plain static server, as dumb as a host can be: no rewriting, no headers but the type.
// It gives out a folder under any path, to show that the release works from anywhere.

import { createServer } from 'node:http';
import { readFile } from 'node:fs/promises';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The release build, or another one while a test is being written. */
export const dist = process.env.DIST ?? fileURLToPath(new URL('../../dist/', import.meta.url));

const types = {
  '.css': 'text/css',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript',
  '.json': 'application/json',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.wasm': 'application/wasm',
  '.webmanifest': 'application/manifest+json',
  '.woff2': 'font/woff2',
};

/**
 * Serves `folder` under `base` on a free port of this machine.
 * @returns {Promise<{url: string, close: () => Promise<void>}>} where it is, and how to stop it
 */
export async function serve({ folder = dist, base = '/' } = {}) {
  const server = createServer((request, response) => answer(request, response, folder, base));
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  // A test that fails before it closes its server must not keep the test run alive.
  server.unref();
  server.on('connection', (socket) => socket.unref());
  const url = `http://127.0.0.1:${server.address().port}${base}`;
  const close = () =>
    new Promise((resolve) => {
      server.close(resolve);
      server.closeAllConnections();
    });
  return { url, close };
}

async function answer(request, response, folder, base) {
  const path = decodeURIComponent(new URL(request.url, 'http://any').pathname);
  const inside = path.startsWith(base) ? normalize(path.slice(base.length) || 'index.html') : '..';
  if (inside.startsWith('..')) {
    response.writeHead(404).end();
    return;
  }
  try {
    const body = await readFile(join(folder, inside));
    response.writeHead(200, { 'content-type': types[extname(inside)] ?? 'application/octet-stream' }).end(body);
  } catch {
    response.writeHead(404).end();
  }
}
