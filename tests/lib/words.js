// The words of the console in a language, by their ids: for walks that go through both languages.
import { readdirSync, readFileSync } from 'node:fs';
import { FluentBundle, FluentResource } from '@fluent/bundle';

const locales = new URL('../../web/locales/', import.meta.url);

/** What says a message of a language: `w('save-changes')`. An id that it does not have is an error. */
export function wordsOf(language) {
  const bundle = new FluentBundle(language, { useIsolating: false });
  const folder = new URL(`${language}/`, locales);
  const files = readdirSync(folder).filter((file) => file.startsWith('console'));
  for (const file of files) bundle.addResource(new FluentResource(readFileSync(new URL(file, folder), 'utf8')));
  return (id, values) => {
    const message = bundle.getMessage(id);
    if (!message?.value) throw new Error(`the console has no ${id} in ${language}`);
    return bundle.formatPattern(message.value, values).trim();
  };
}
