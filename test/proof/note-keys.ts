import { hash } from 'node:crypto';
import { noteSigner, parseSkey, parseVkey, skeyOf } from '../../src/proof/note-key.js';

/** A key that is the same in every run. */
export const privateKey = (name: string, salt = '') =>
  parseSkey(skeyOf(name, hash('sha256', `${name} ${salt}`, 'buffer')));

export const signer = (name: string, salt = '') => noteSigner(privateKey(name, salt));

export const verifier = (name: string, salt = '') => parseVkey(signer(name, salt).vkey);
