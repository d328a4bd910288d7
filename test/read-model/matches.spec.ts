import { position } from '../../src/kernel/envelope.js';
import { matches } from '../../src/read-model/matches.js';
import type { Filter } from '../../src/read-model/port.js';
import { PEOPLE, TABLE } from './contract-filters.js';

/** What every store answers is looked for here document by document. */
const found = (filter: Filter): string =>
  PEOPLE.filter(([id, body]) => matches(filter, { id, position: position(1), body }))
    .map(([id]) => id.charAt(0))
    .join('');

describe('a filter, held against one document after the other,', () => {
  it.each(TABLE)('finds %s', (_, filter, letters) => expect(found(filter)).toBe(letters));

  it('compares text by its bytes, not by its UTF-16', () => {
    const at = position(1);
    const [high, beyond] = ['\u{FFFD}', '\u{1F600}'];
    expect(
      matches({ field: 'text', gt: high }, { id: 'a', position: at, body: { text: beyond } }),
    ).toBe(true);
  });
});
