import { transformSync } from '@swc/core';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Hooks by which Node runs the sources as they are, without a build: `.js` may be a `.ts`. */
const OPTIONS = {
  swcrc: false,
  module: { type: 'es6' },
  jsc: {
    target: 'es2023',
    parser: { syntax: 'typescript', decorators: true },
    transform: {
      legacyDecorator: true,
      decoratorMetadata: true,
      useDefineForClassFields: false,
    },
    keepClassNames: true,
  },
};

export const resolve = (specifier, context, next) => {
  const source = specifier.replace(/\.js$/, '.ts');
  const isOurs = specifier.startsWith('.') && context.parentURL?.startsWith('file:');
  if (!isOurs || !existsSync(fileURLToPath(new URL(source, context.parentURL))))
    return next(specifier, context);
  return { url: new URL(source, context.parentURL).href, format: 'module', shortCircuit: true };
};

export const load = (url, context, next) => {
  if (!url.endsWith('.ts')) return next(url, context);
  const filename = fileURLToPath(url);
  const { code } = transformSync(readFileSync(filename, 'utf8'), { ...OPTIONS, filename });
  return { format: 'module', source: code, shortCircuit: true };
};
