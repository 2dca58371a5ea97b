// A certificate for localhost that is made for this run and trusted by nobody.
import { generate } from 'selfsigned';

let made;

/** Key and certificate in PEM; the same for the whole process. */
export function certificate() {
  made ??= generate([{ name: 'commonName', value: 'localhost' }], {
    keySize: 2048,
    algorithm: 'sha256',
    extensions: [{ name: 'subjectAltName', altNames: [{ type: 2, value: 'localhost' }] }],
  });
  return Promise.resolve(made).then(({ private: key, cert }) => ({ key, cert }));
}
