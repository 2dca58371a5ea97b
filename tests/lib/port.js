// Ports nobody listens on, neither on 127.0.0.1 nor on ::1 (`signet dev` wants both). They are below
// those that the system gives to outgoing connections, so that none of these takes one before the
// server it was found for is there.
import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

const FIRST = 10_100;
const END = 30_000;

function listen(port, host) {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(port, host, () => resolve(server));
  });
}

const close = (server) => new Promise((resolve) => server.close(resolve));

/** The server that holds a port at one address; none where there is no such address. */
const held = (port, host) =>
  listen(port, host).catch((error) => {
    if (error.code === 'EADDRINUSE') throw error;
  });

/** A port, and what holds it at both addresses; none where it is taken. */
async function tried(port) {
  const servers = await Promise.allSettled(['127.0.0.1', '::1'].map((host) => held(port, host)));
  const holding = servers.map(({ value }) => value).filter(Boolean);
  if (servers.every(({ status }) => status === 'fulfilled')) return { port, holding };
  await Promise.all(holding.map(close));
}

/** `count` different free ports. They are held until all are found, so that they differ. */
export async function freePorts(count) {
  const found = [];
  while (found.length < count) {
    const one = await tried(randomInt(FIRST, END));
    if (one) found.push(one);
  }
  await Promise.all(found.flatMap(({ holding }) => holding).map(close));
  return found.map(({ port }) => port);
}

/** One free port. */
export async function freePort() {
  const [port] = await freePorts(1);
  return port;
}
