import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The package itself, found from the sources as well as from what is built of them. */
export const packageFile = (name: string): string => {
  let directory = dirname(fileURLToPath(import.meta.url));
  for (;;) {
    const file = join(directory, 'package.json');
    try {
      readFileSync(file);
      return join(directory, name);
    } catch {
      if (dirname(directory) === directory) throw new Error('package.json is missing');
      directory = dirname(directory);
    }
  }
};

/** Of the package, as its own file says. */
export const { version: VERSION } = JSON.parse(
  readFileSync(packageFile('package.json'), 'utf8'),
) as { readonly version: string };
