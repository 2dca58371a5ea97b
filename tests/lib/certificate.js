// Certificates that are made for this run, and trusted only where a test says so.
import { generate } from 'selfsigned';

const made = new Map();

/** Key and certificate in PEM for these names; the same for the whole process. */
export async function certificate(names = ['localhost']) {
  const id = names.join();
  if (!made.has(id)) made.set(id, make(names));
  const { private: key, cert } = await made.get(id);
  return { key, cert };
}

const make = (names) =>
  generate([{ name: 'commonName', value: names[0] }], {
    keySize: 2048,
    algorithm: 'sha256',
    extensions: [{ name: 'subjectAltName', altNames: names.map((value) => ({ type: 2, value })) }],
  });
