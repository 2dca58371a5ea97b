// A tiny relying party on the published `openid-client`: another application of the same people.
// Everything it gets it shows to the test through `rp.sessions`, and to the witness.
import { randomBytes } from 'node:crypto';
import { createServer as createHttp } from 'node:http';
import { createServer as createHttps } from 'node:https';
import * as client from 'openid-client';
import { certificate } from './certificate.js';
import { freePort } from './port.js';
import { clientSecret } from './people.js';
import { stop } from './serve.js';
import { saw, sawTokens } from './witness.js';

const SCOPE = 'openid offline_access profile email';

/**
 * What `signet.toml` and the relying party both need to know.
 *
 * - `kind`: `traditional` (has a secret) or `spa`/`native` (has none, uses PKCE alone)
 * - `https`: serve with a self-signed certificate
 */
export async function planRelyingParty({ id, name, kind = 'traditional', https = false, ...rest }) {
  const port = await freePort();
  const url = `${https ? 'https' : 'http'}://localhost:${port}`;
  const secret = kind === 'traditional' ? clientSecret() : undefined;
  const application = {
    id,
    ...(secret ? { secret } : {}),
    name,
    kind,
    redirect_uris: [`${url}/callback`],
    post_logout_redirect_uris: [`${url}/`],
    initiate_login_uri: `${url}/sign-in`,
    ...rest,
  };
  return { id, name, port, url, secret, https, application };
}

/** Discovers the provider and starts serving. */
export async function startRelyingParty(plan, issuer, { scope = SCOPE, parameters = {} } = {}) {
  const config = await client.discovery(
    new URL(issuer),
    plan.id,
    undefined,
    plan.secret ? client.ClientSecretBasic(plan.secret) : client.None(),
    { execute: [client.allowInsecureRequests] },
  );
  const rp = new RelyingParty(plan, config, scope, parameters);
  await rp.listen();
  return rp;
}

class RelyingParty {
  #server;
  #plan;

  constructor(plan, config, scope, parameters) {
    this.#plan = plan;
    this.url = plan.url;
    this.name = plan.name;
    this.config = config;
    this.scope = scope;
    this.parameters = parameters;
    /** Browser session → { pending, tokens, claims }. */
    this.sessions = new Map();
    /** Errors that came back to the callback, newest last. */
    this.errors = [];
  }

  async listen() {
    const handle = (request, response) =>
      this.#route(request, response).catch((error) => {
        this.errors.push(error);
        answer(response, 500, page(this.name, `<p id="error">${escape(String(error.error ?? error))}</p>`));
      });
    this.#server = this.#plan.https ? createHttps(await certificate(), handle) : createHttp(handle);
    await new Promise((resolve) => this.#server.listen(this.#plan.port, 'localhost', resolve));
  }

  /** The one session there is, for tests with one browser. */
  get session() {
    return [...this.sessions.values()].findLast(({ tokens }) => tokens);
  }

  stop() {
    return stop(this.#server);
  }

  async #route(request, response) {
    const url = new URL(request.url, this.url);
    const session = this.#sessionOf(request, response);
    switch (url.pathname) {
      case '/':
        return answer(response, 200, this.#home(session));
      case '/sign-in':
        return redirect(response, await this.#authorize(session, url.searchParams));
      case '/callback':
        await this.#callback(session, url);
        return redirect(response, `${this.url}/`);
      case '/sign-out': {
        const { tokens } = session;
        delete session.tokens;
        return redirect(response, this.endSessionUrl(tokens));
      }
      default:
        return answer(response, 404, page(this.name, '<p>nothing here</p>'));
    }
  }

  #sessionOf(request, response) {
    // Cookies of localhost are seen by every port, so the name tells the relying parties apart.
    const name = `rp_${this.#plan.port}`;
    const sent = request.headers.cookie?.match(new RegExp(`(?:^|; )${name}=([^;]+)`))?.[1];
    if (sent && this.sessions.has(sent)) return this.sessions.get(sent);
    const id = randomBytes(16).toString('hex');
    response.setHeader('set-cookie', `${name}=${id}; HttpOnly; SameSite=Lax; Path=/`);
    const session = { pending: new Map() };
    this.sessions.set(id, session);
    return session;
  }

  #home(session) {
    if (!session.claims || !session.tokens) {
      return page(this.name, '<p id="who">nobody</p><a href="/sign-in">Sign in</a>');
    }
    const { sub, email } = session.claims;
    return page(
      this.name,
      `<p id="who">${escape(email ?? sub)}</p><a href="/sign-out">Sign out</a>`,
    );
  }

  async #authorize(session, query) {
    const verifier = saw('code verifier', client.randomPKCECodeVerifier());
    const state = saw('state', client.randomState());
    const nonce = saw('nonce', client.randomNonce());
    session.pending.set(state, { verifier, nonce });
    const url = client.buildAuthorizationUrl(this.config, {
      redirect_uri: `${this.url}/callback`,
      scope: this.scope,
      code_challenge: await client.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
      state,
      nonce,
      ...this.parameters,
      ...Object.fromEntries(query),
    });
    return url.href;
  }

  async #callback(session, url) {
    const state = url.searchParams.get('state');
    const pending = session.pending.get(state);
    if (!pending) throw new Error('a callback for a sign-in that was not begun here');
    session.pending.delete(state);
    const tokens = await client.authorizationCodeGrant(this.config, url, {
      pkceCodeVerifier: pending.verifier,
      expectedState: state,
      expectedNonce: pending.nonce,
      idTokenExpected: true,
    });
    session.tokens = sawTokens(tokens);
    session.claims = tokens.claims();
  }

  /** Where a browser goes to sign out. */
  endSessionUrl(tokens) {
    return client.buildEndSessionUrl(this.config, {
      post_logout_redirect_uri: `${this.url}/`,
      ...(tokens?.id_token ? { id_token_hint: tokens.id_token } : {}),
    }).href;
  }

  /** A refresh with the published client; the new tokens replace the old ones. */
  async refresh(session = this.session) {
    const tokens = await client.refreshTokenGrant(this.config, session.tokens.refresh_token);
    session.tokens = { ...session.tokens, ...sawTokens(tokens) };
    return tokens;
  }

  userinfo(session = this.session) {
    return client.fetchUserInfo(this.config, session.tokens.access_token, session.claims.sub);
  }

  revoke(token) {
    return client.tokenRevocation(this.config, token);
  }
}

function answer(response, status, body) {
  response.writeHead(status, { 'content-type': 'text/html; charset=utf-8' });
  response.end(body);
}

function redirect(response, location) {
  response.writeHead(303, { location });
  response.end();
}

const escape = (text) =>
  text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`);

const page = (name, body) =>
  `<!doctype html><html lang="en"><meta charset="utf-8"><link rel="icon" href="data:,">` +
  `<title>${escape(name)}</title><main><h1>${escape(name)}</h1>${body}</main>`;
