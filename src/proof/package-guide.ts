import type { OpenedCheckpoint } from './package-checkpoints.js';
import { EVENTS, type Manifest, MANIFEST, PEM, TIMELINE, TLOG, VKEYS } from './package-layout.js';
import { IN_CLEAR } from './package-personal.js';
import { CHECK_EVENTS, CHECK_GO, CHECK_LOG } from './package-programs.js';

type Facts = Omit<Manifest, 'files'>;

const fenced = (language: string, text: string): string => `\`\`\`${language}\n${text}\n\`\`\``;
const quoted = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`;

const subjectOf = ({ what }: Facts): string =>
  'loan' in what
    ? `the loan ${what.loan}`
    : 'mitra' in what
      ? `the mitra ${what.mitra}`
      : 'the whole log';

const contents = (facts: Facts): string => {
  const proofs =
    facts.proofs === 'TILES'
      ? `- \`${TLOG}\`: the hash tree of the newest checkpoint, as C2SP tlog-tiles serves it`
      : '- `proofs/`: for each event that is covered, a C2SP tlog-proof';
  return `# How to check this package

Audit package of ${subjectOf(facts)}: ${facts.events} events. Nothing here has to be believed: what
follows checks it without Jejak, with tools that others wrote. The commands run in the directory
into which the package was unpacked.

${personal(facts)}

- \`${EVENTS}\`: the events, one a line, in the order of the log; each line is canonical JSON
  (RFC 8785). Without its members \`hash\`, \`position\` and \`recordedAt\` a line is what its
  \`hash\` is the SHA-256 of; \`hash\` and \`recordedAt\` are signed with the tree, \`position\` is
  the store's own and is not. What is personal stays sealed in them (AES-256-GCM)
- \`checkpoints/\`: what the log signed: its name, how many events, and the root of the hash tree
  (RFC 6962) over them, as C2SP signed notes; \`consistency/\`: that each grew out of the one before
${proofs}
- \`${VKEYS}\`, \`${PEM}\`: the log's public keys; see step 0 before you use them
- \`${TIMELINE}\`, \`documents/\`: the same to be read
- \`${MANIFEST}\`: what is in the package, the SHA-256 of each file, and what is not covered yet

Only the events are proven. Nobody has signed the timeline, the documents, the manifest or this
text: whoever passed the package on could have written them.
${completeness(facts)}`;
};

const personal = ({ personal: has }: Facts): string =>
  has === 'INCLUDED'
    ? `**Keep it safe.**
${IN_CLEAR}
(\`${TIMELINE}\`, \`documents/\`); in the events themselves they are sealed.
\`jejak export-audit --no-personal\` makes a package without them.`
    : 'What is personal is sealed everywhere in it.';

const completeness = ({ proofs, what }: Facts): string =>
  proofs === 'TILES'
    ? `
Line n is leaf n of the tree: up to the newest checkpoint none is missing, added or in another
place. Whether the log went on after it, nothing in here shows.
`
    : `
Each event names the hash of the one before it in its stream (\`previousHash\`). The stream of
${'loan' in what ? 'the loan' : 'the mitra, and that of each loan,'} has no gap from revision 0 on;
of others \`streams\` in the manifest says whether they are whole. That nothing was left out at the
end of a stream, and no other stream of this subject, shows only a package of the whole log
(\`jejak export-audit --all\`).
`;

const trust = ({ keys }: Facts): string => `## 0. The key

A key that comes with a package proves nothing by itself. Compare it with the one that you were
given on another way, once; and the newest checkpoint with those that you, or a witness, have kept:

${fenced('text', keys.map(({ vkey }) => vkey).join('\n'))}
`;

const NOT_COVERED = `## Nothing is covered yet

The log has published no checkpoint that covers these events. \`jejak checkpoint --new\` makes one;
then export the package again.
`;

const uncovered = ({ uncovered: { events, first } }: Facts): string =>
  first === null
    ? ''
    : `
**Not covered yet:** the events from position ${first.position} on, ${events} in all, are newer
than the newest checkpoint: nobody has signed them, nothing in here proves them.
\`jejak checkpoint --new\` makes one; then export the package again.
`;

/** The first characters of a signature line's base64 that depend on the key's number alone. */
const KEY_CHARACTERS = 5;

const signature = (facts: Facts, { note, head }: OpenedCheckpoint): string => {
  const [key] = facts.keys;
  const number = Buffer.from(key?.keyHash ?? '', 'hex').toString('base64');
  const line = `— ${head.origin} ${number.slice(0, KEY_CHARACTERS)}`;
  const newest = facts.checkpoints.at(-1)?.file ?? '';
  const others = signers(note) > 1 ? ' Other lines are by other keys, or by witnesses.' : '';
  return `## 1. The signature, with openssl

The newest checkpoint covers the first ${head.size} events of the log. The signed text is what
stands before the empty line; in the signature's line, four bytes of the key's number stand before
the 64 of the signature.${others}

${fenced(
  'sh',
  `export LC_ALL=C
note=${newest}
sed '/^$/,$d' "$note" > signed-text
grep -F -e ${quoted(line)} "$note" | head -n 1 | awk '{ print $3 }' |
  base64 -d | tail -c 64 > signature
openssl pkeyutl -verify -rawin -pubin -inkey ${PEM} -in signed-text -sigfile signature`,
)}
`;
};

const signers = (note: string): number => note.split('\n— ').length - 1;

const events = ({ proofs }: Facts): string =>
  proofs === 'TILES'
    ? `## 2. Every event and the root, with Node alone

Save as \`check.mjs\` and run \`node check.mjs\` after step 1; it uses nothing but Node's own
modules. The tree is that of RFC 6962: leaf n is \`{"hash":…,"recordedAt":…}\` of line n.

${fenced('js', CHECK_LOG)}
`
    : `## 2. Every event, with openssl

In the same shell as step 1. For each line: its hash is over it; and from the leaf
\`{"hash":…,"recordedAt":…}\` the hashes in its proof lead to the root that was signed (RFC 6962).

${fenced('sh', CHECK_EVENTS)}
`;

const go = `## 3. All of it, with Go's own code

\`golang.org/x/mod/sumdb/note\` and \`tlog\` guard Go's checksum database. Save this as \`main.go\`
in an empty directory, then \`go mod init check && go get golang.org/x/mod && go run . DIRECTORY\`:

${fenced('go', CHECK_GO)}
`;

const others = ({ proofs }: Facts): string => `## 4. With any tool for RFC 6962 or C2SP

- Leaf: the bytes of \`{"hash":"…","recordedAt":"…"}\`, hashed as RFC 6962 has it (a zero byte
  before). ${
    proofs === 'TILES'
      ? 'Leaf n is line n of the events, from 0; the root and the size are the checkpoint’s.'
      : 'Its number, the sibling hashes from it up, and the checkpoint are its proof’s lines.'
  }
- Consistency: \`consistency/\` holds bodies of \`add-checkpoint\` (C2SP tlog-witness).
- Keys: \`${VKEYS}\` holds C2SP verifier keys, as \`note.NewVerifier\` takes them.

## 5. With Jejak

${fenced('console', 'jejak verify PACKAGE.zip --key YOUR-COPY.vkey --checkpoint ONE-YOU-KEPT')}

It does all of the above, and names what is not proven. A checkpoint that you kept is compared where
${
  proofs === 'TILES'
    ? 'the events reach it; one that is newer is said not to be.'
    : 'it is of the size of one in `checkpoints/`; any other is said not to be.'
}
`;

/** VERIFY.md: step by step, with commands that run as they stand. */
export const guideOf = (facts: Facts, newest: OpenedCheckpoint | undefined): string => {
  const { position, size, rootHash } = facts.basis;
  const basis = `Read up to position ${position}: ${size} events, root \`${rootHash}\`.\n`;
  if (!newest) return [contents(facts), basis, NOT_COVERED].join('\n');
  return [
    ...[contents(facts), basis + uncovered(facts), trust(facts), signature(facts, newest)],
    ...[events(facts), go, others(facts)],
  ].join('\n');
};
