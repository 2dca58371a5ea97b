// Serves the single-page app of `spa/` on an origin of its own.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { serve } from './serve.js';

const here = (file) => readFileSync(new URL(`./spa/${file}`, import.meta.url));
const library = createRequire(import.meta.url).resolve('oidc-client-ts');
const bundle = library.replace(/dist[/\\].*$/, 'dist/browser/oidc-client-ts.min.js');

export async function startSpa({ port, authority, clientId }) {
  const settings = JSON.stringify({ authority, client_id: clientId });
  const index = ['text/html; charset=utf-8', here('index.html')];
  const files = {
    '/': index,
    '/callback': index,
    '/app.js': ['text/javascript', here('app.js')],
    '/oidc-client-ts.js': ['text/javascript', readFileSync(bundle)],
    '/settings.json': ['application/json', settings],
  };
  const answer = (request, response) => {
    const [type, body] = files[new URL(request.url, 'http://x').pathname] ?? [];
    response.writeHead(type ? 200 : 404, type ? { 'content-type': type } : {});
    response.end(body);
  };
  return { url: `http://localhost:${port}`, stop: await serve(answer, port) };
}
