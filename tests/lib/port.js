// Ports nobody listens on, neither on 127.0.0.1 nor on ::1 (`signet dev` wants both).
import { createServer } from 'node:net';

function listen(port, host) {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(port, host, () => resolve(server));
  });
}

const close = (server) => new Promise((resolve) => server.close(resolve));

async function isFreeOnIpv6(port) {
  try {
    await close(await listen(port, '::1'));
    return true;
  } catch (error) {
    return error.code !== 'EADDRINUSE';
  }
}

/** `count` different free ports. They are held until all are found, so that they differ. */
export async function freePorts(count) {
  const held = [];
  const ports = [];
  while (ports.length < count) {
    const server = await listen(0, '127.0.0.1');
    held.push(server);
    const { port } = server.address();
    if (await isFreeOnIpv6(port)) ports.push(port);
  }
  await Promise.all(held.map(close));
  return ports;
}

/** One free port. */
export async function freePort() {
  const [port] = await freePorts(1);
  return port;
}
