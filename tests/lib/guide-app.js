// The app of the Express guide, line for line, on the published `@logto/express`. What a test adds
// are routes beside it that use the same SDK.
import { handleAuthRoutes, withLogto } from '@logto/express';
import NodeClient from '@logto/node';
import cookieParser from 'cookie-parser';
import express from 'express';
import session from 'express-session';
import { stop } from './serve.js';
import { sawTokens } from './witness.js';

/** Starts the guide's app; `stop()` ends it. */
export async function startGuideApp({ appId, appSecret, endpoint, port }) {
  const config = { appId, appSecret, endpoint, baseUrl: `http://localhost:${port}` };
  const app = express();

  app.use(cookieParser());
  app.use(
    session({
      secret: 'random_session_key',
      cookie: { maxAge: 14 * 24 * 60 * 60 * 1000 },
      resave: false,
      saveUninitialized: true,
    }),
  );
  app.use(handleAuthRoutes(config));
  app.get('/', withLogto(config), (req, res) => {
    res.setHeader('content-type', 'text/html');
    if (req.user.isAuthenticated) {
      res.end(
        `<div>Bonjour ${req.user.claims?.sub}, <a href="/logto/sign-out">Déconnexion</a></div>`,
      );
    } else {
      res.end('<div><a href="/logto/sign-in">Connexion</a></div>');
    }
  });

  // Beside the guide: what the SDK offers an app that calls an API or shows a profile.
  app.get('/user', withLogto({ ...config, fetchUserInfo: true }), (req, res) => res.json(req.user));
  app.get('/refreshed', async (req, res) => {
    const client = nodeClient(config, req);
    const before = await client.getAccessToken();
    const idToken = await client.getIdToken();
    const refreshToken = await client.getRefreshToken();
    await client.clearAccessToken();
    const after = await client.getAccessToken();
    sawTokens({ access_token: before, refresh_token: refreshToken, id_token: idToken });
    sawTokens({ access_token: after, refresh_token: await client.getRefreshToken() });
    const claims = await client.getIdTokenClaims();
    const userinfo = await client.fetchUserInfo();
    const rotated = refreshToken !== (await client.getRefreshToken());
    res.json({ changed: before !== after, rotated, claims, userinfo });
  });
  app.use((error, _req, res, _next) => {
    res.status(500).type('text').end(`the app failed: ${error.code ?? ''} ${error.message}`);
  });

  const server = await new Promise((resolve) => {
    const listening = app.listen(port, 'localhost', () => resolve(listening));
  });
  return { url: config.baseUrl, stop: () => stop(server) };
}

/** The SDK's client over the express session, as `@logto/express` makes it for itself. */
function nodeClient(config, request) {
  const storage = {
    getItem: async (key) => request.session[key] ?? null,
    setItem: async (key, value) => void (request.session[key] = value),
    removeItem: async (key) => void delete request.session[key],
  };
  return new NodeClient(config, { storage, navigate: () => {} });
}
