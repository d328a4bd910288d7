import { createRequire } from 'node:module';
import type * as ClassTransformer from 'class-transformer';
import type * as ClassValidator from 'class-validator';

// The rules of inputs, one file each. The entry of class-validator loads every rule that it has,
// down to the telephone numbers of all countries: 320 files, for which each start would wait.
const load = createRequire(import.meta.url);
const validator = (path: string) => load(`class-validator/cjs/${path}.js`) as typeof ClassValidator;
const rule = (path: string) => validator(`decorator/${path}`);

export const { ArrayMaxSize } = rule('array/ArrayMaxSize');
export const { ArrayUnique } = rule('array/ArrayUnique');
export const { IsBoolean } = rule('typechecker/IsBoolean');
export const { IsIn } = rule('common/IsIn');
export const { IsInt } = rule('typechecker/IsInt');
export const { IsOptional } = rule('common/IsOptional');
export const { IsUUID } = rule('string/IsUUID');
export const { Length } = rule('string/Length');
export const { Matches } = rule('string/Matches');
export const { Max } = rule('number/Max');
export const { MaxLength } = rule('string/MaxLength');
export const { Min } = rule('number/Min');
export const { ValidateNested } = rule('common/ValidateNested');

/** What holds inputs against them. */
export const { Validator } = validator('validation/Validator');

/** What makes inputs of what was sent. */
export const transformer = load('class-transformer') as typeof ClassTransformer;
export const { Type } = transformer;
