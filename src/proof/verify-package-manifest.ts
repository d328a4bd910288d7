import { isPosition } from '../kernel/envelope.js';
import { MANIFEST, type Manifest } from './package-layout.js';
import type { ZipReader } from './zip-reader.js';

/** A ZIP of this kind holds no more files; nothing else that is listed is longer. */
const MOST_LISTED = 65_535;
const MOST_BYTES = 32 * 1024 * 1024;

const isText = (value: unknown): value is string => typeof value === 'string';
const isCount = (value: unknown): value is number =>
  Number.isSafeInteger(value) && Number(value) >= 0;
type Members = Readonly<Record<string, unknown>>;
const isObject = (value: unknown): value is Members =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isListOf = (value: unknown, isOne: (one: Members) => boolean): boolean =>
  Array.isArray(value) &&
  value.length <= MOST_LISTED &&
  value.every((one) => isObject(one) && isOne(one));

const isWhat = (what: unknown): boolean =>
  isObject(what) &&
  (what['all'] === true ||
    (isText(what['mitra']) && (what['loan'] === undefined || isText(what['loan']))));

const isStreams = (streams: unknown): boolean =>
  streams === 'ALL' ||
  isListOf(
    streams,
    (one) => isText(one['streamId']) && isCount(one['events']) && typeof one['whole'] === 'boolean',
  );

/** The whole log has no streams of its own, and nothing else has all of them. */
const isOfOneKind = ({ what, streams }: Members): boolean =>
  (isObject(what) && what['all'] === true) === (streams === 'ALL');

const isUncovered = (uncovered: unknown): boolean => {
  if (!isObject(uncovered) || !isCount(uncovered['events'])) return false;
  const { first } = uncovered;
  return (
    first === null ||
    (isObject(first) && isPosition(first['position']) && isCount(first['leafIndex']))
  );
};

const isBasis = (basis: unknown): boolean =>
  isObject(basis) &&
  isCount(basis['size']) &&
  isText(basis['position']) &&
  isText(basis['rootHash']);

/** The parts of a manifest on which anything is decided here. */
const isManifest = (value: unknown): value is Manifest =>
  isObject(value) &&
  value['format'] === 'jejak-audit-package' &&
  value['version'] === 1 &&
  isWhat(value['what']) &&
  isStreams(value['streams']) &&
  isOfOneKind(value) &&
  isBasis(value['basis']) &&
  isCount(value['events']) &&
  isUncovered(value['uncovered']) &&
  isListOf(
    value['checkpoints'],
    (one) => isText(one['file']) && isCount(one['size']) && isText(one['rootHash']),
  ) &&
  isListOf(
    value['consistency'],
    (one) => isText(one['file']) && isCount(one['from']) && isCount(one['to']),
  ) &&
  isListOf(value['keys'], (one) => isText(one['vkey'])) &&
  isListOf(
    value['files'],
    (one) => isText(one['path']) && isCount(one['bytes']) && isText(one['sha256']),
  );

/** Null where there is none that can be understood. */
export const manifestOf = async (zip: ZipReader): Promise<Manifest | null> => {
  try {
    const value: unknown = JSON.parse(await zip.text(MANIFEST, MOST_BYTES));
    return isManifest(value) ? value : null;
  } catch {
    return null;
  }
};
