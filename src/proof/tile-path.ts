/** Tiles as C2SP's tlog-tiles has them: 256 hashes wide, each the root of a full tile below. */
export const TILE_HEIGHT = 8;
export const TILE_WIDTH = 256;
const HIGHEST_LEVEL = 63;

export interface TilePath {
  /** `entries`: not hashes, but the leaves themselves. */
  readonly level: number | 'entries';
  readonly index: number;
  /** From 1 to 256; below 256, a tile that is not full yet. */
  readonly width: number;
}

const isWhole = (number: number, least: number, most: number): boolean =>
  Number.isSafeInteger(number) && number >= least && number <= most;

const isTile = ({ level, index, width }: TilePath): boolean =>
  (level === 'entries' || isWhole(level, 0, HIGHEST_LEVEL)) &&
  isWhole(index, 0, Number.MAX_SAFE_INTEGER) &&
  isWhole(width, 1, TILE_WIDTH);

const inThrees = (index: number): string => {
  const digits = String(index);
  const padded = digits.padStart(Math.ceil(digits.length / 3) * 3, '0');
  return padded.replace(/\d{3}(?=\d)/g, 'x$&/');
};

/**
 * `tile/0/x001/x234/067.p/8`, without a slash in front.
 * @throws {RangeError} no such tile
 */
export const tilePath = (
  level: number | 'entries',
  index: number,
  width: number = TILE_WIDTH,
): string => {
  if (!isTile({ level, index, width })) throw new RangeError(`tile ${level}/${index}.p/${width}`);
  return `tile/${level}/${inThrees(index)}${width === TILE_WIDTH ? '' : `.p/${width}`}`;
};

const PATH = /^tile\/(entries|\d{1,2})\/((?:x\d{3}\/){0,5}\d{3})(?:\.p\/(\d{1,3}))?$/;

/** Null for any but the one spelling of a tile's path. */
export const parseTilePath = (text: string): TilePath | null => {
  const [, level = '', index = '', width = String(TILE_WIDTH)] = PATH.exec(text) ?? [];
  const tile: TilePath = {
    level: level === 'entries' ? level : Number(level || Number.NaN),
    index: Number(index.replaceAll(/[x/]/g, '')),
    width: Number(width),
  };
  if (!isTile(tile)) return null;
  return tilePath(tile.level, tile.index, tile.width) === text ? tile : null;
};
