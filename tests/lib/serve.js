// A server of a test, which ends with whatever is connected to it.
import { createServer } from 'node:http';

/** Ends a server at once. */
export function stop(server) {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(resolve));
}

/** Serves on a port of localhost; what ends it. */
export async function serve(handler, port) {
  const server = createServer(handler);
  await new Promise((resolve) => server.listen(port, 'localhost', resolve));
  return () => stop(server);
}
