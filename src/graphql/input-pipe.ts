import { ValidationPipe } from '@nestjs/common';
import type { ArgumentMetadata, ValidationError } from '@nestjs/common';
import { ApiError, badInput } from './errors.js';
import type { BadField } from './errors.js';
import { transformer, Validator } from './rules.js';

/** A message that repeats what was sent is replaced: it may be a name or an identity number. */
const without = (value: unknown, message: string): string =>
  (typeof value === 'string' || typeof value === 'number') &&
  String(value).length > 1 &&
  message.includes(String(value))
    ? 'is not valid'
    : message;

const fieldsOf = (error: ValidationError, above: readonly string[]): BadField[] => {
  const path = [...above, error.property];
  return [
    ...Object.values(error.constraints ?? {}).map((message) => ({
      path: path.join('.'),
      message: without(error.value, message),
    })),
    ...(error.children ?? []).flatMap((child) => fieldsOf(child, path)),
  ];
};

/** Nobody types these, and they hide text from whoever reads it; tabs and line ends are text. */
const CONTROL = /[^\P{Cc}\t\n\r]/u;
/** No input of ours is nested so deep; what walks through one goes down with each step. */
const DEEPEST = 20;
/** Faults told at once: an answer is not to be larger than the question. */
const MOST_TOLD = 20;

/** What no text of any input may be, wherever it stands. */
const strange = (value: unknown, path: string, depth = 0): BadField[] => {
  if (typeof value === 'string')
    return CONTROL.test(value) ? [{ path, message: 'has control characters' }] : [];
  if (typeof value !== 'object' || value === null) return [];
  if (depth > DEEPEST) return [{ path, message: 'is nested too deep' }];
  return Object.entries(value).flatMap(([name, inner]) =>
    name in Object.prototype
      ? // class-transformer would leave it out, and do the rest.
        [{ path, message: 'has a name in it that cannot be one' }]
      : strange(inner, path ? `${path}.${name}` : name, depth + 1),
  );
};

/** Checks inputs by their class-validator rules; what is wrong is named from the argument down. */
export class InputPipe extends ValidationPipe {
  constructor() {
    super({
      transform: true,
      validatorPackage: new Validator(),
      transformerPackage: transformer,
      validationError: { target: false },
      exceptionFactory: (failed) => badInput(failed.flatMap((error) => fieldsOf(error, []))),
    });
  }

  override async transform(value: unknown, metadata: ArgumentMetadata): Promise<unknown> {
    // The context of a request comes by here too; it is not an input.
    const faults = metadata.type === 'custom' ? [] : strange(value, metadata.data ?? '');
    if (faults.length > 0) throw badInput(faults.slice(0, MOST_TOLD));
    try {
      return await super.transform(value, metadata);
    } catch (error) {
      const fields = error instanceof ApiError ? error.details['fields'] : undefined;
      if (!Array.isArray(fields) || !metadata.data) throw error;
      throw badInput(
        (fields as BadField[]).map(({ path, message }) => ({
          path: `${metadata.data}.${path}`,
          message,
        })),
      );
    }
  }
}
