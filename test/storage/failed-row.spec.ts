import { join } from 'node:path';
import { Sqlite } from '../../src/storage/sqlite.js';
import { freshDirectory } from '../event-store/fresh-directory.js';

const directory = freshDirectory();

describe('a question for one row that failed', () => {
  it('is not answered in place of the next', () => {
    const db = new Sqlite(join(directory(), 'rows.db'));
    const first = (text: string) => db.row<[string]>("SELECT json_extract(?, '$.id')", text);
    expect(first('{"id":"A"}')).toEqual(['A']);
    expect(() => first('{"id":')).toThrow('malformed JSON');
    expect(first('{"id":"B"}')).toEqual(['B']);
    db.close();
  });

  it('because another held the file is asked anew of the row that it is about', () => {
    const file = join(directory(), 'rows.db');
    const [db, other] = [new Sqlite(file), new Sqlite(file)];
    db.exec('CREATE TABLE kept (id TEXT PRIMARY KEY, body TEXT)');
    db.exec("INSERT INTO kept VALUES ('A', 'of A'), ('B', 'of B')");
    const bodyOf = (id: string) => db.row<[string]>('SELECT body FROM kept WHERE id = ?', id);
    expect(bodyOf('A')).toEqual(['of A']);
    other.exec('BEGIN EXCLUSIVE');
    expect(() => bodyOf('A')).toThrow(/locked/);
    other.exec('ROLLBACK');
    expect(bodyOf('B')).toEqual(['of B']);
    for (const one of [db, other]) one.close();
  });
});
