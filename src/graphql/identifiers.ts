/** What people use to name a mitra or a loan; it is part of a stream's name, in clear for ever. */
export const IDENTIFIER = /^[A-Za-z0-9][A-Za-z0-9._/-]{0,63}$/;
export const IDENTIFIER_RULE = {
  message: 'must be letters, digits and . _ / - (at most 64), beginning with a letter or digit',
};

/** A receipt or a bank's reference: in clear for ever, so that it must not name anybody. */
export const REFERENCE = /^[A-Za-z0-9](?:[A-Za-z0-9 ._:#/-]{0,62}[A-Za-z0-9])?$/;
export const REFERENCE_RULE = {
  message: 'must be letters, digits, spaces and . _ : # / - (at most 64), and name nobody',
};
