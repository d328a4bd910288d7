/**
 * What VERIFY.md shows: programs that need nothing of this software. The tests take them out of a
 * package and run them as they stand.
 */

/** Each event of a package of one mitra or loan, with sed and openssl alone. */
export const CHECK_EVENTS = String.raw`member() {
  printf '%s' "$line" | sed -E "s/^.*,\"$1\":\"([^\"]*)\".*\$/\\1/"
}
leaf() { printf '\000'; printf '{"hash":"%s","recordedAt":"%s"}' "$hash" "$recorded"; }
sha256() { openssl dgst -sha256 -binary | base64; }
parent() {
  { printf '\001'; printf '%s' "$1" | base64 -d; printf '%s' "$2" | base64 -d; } | sha256
}
size=$(sed -n 2p signed-text) root=$(sed -n 3p signed-text)
while IFS= read -r line; do
  id=$(member eventId) hash=$(member hash) recorded=$(member recordedAt)
  body=$(printf '%s' "$line" | sed -E 's/^(.*),"hash":"[0-9a-f]{64}"/\1/
    s/^(.*),"position":"[0-9]+"/\1/
    s/^(.*),"recordedAt":"[^"]*"/\1/')
  digest=$(printf '%s' "$body" | openssl dgst -sha256 -r | cut -c 1-64)
  [ "$digest" = "$hash" ] || { echo "$id is not what its hash is over"; exit 1; }
  proof=proofs/$id.tlog-proof
  [ -f "$proof" ] || { echo "$id is covered by no checkpoint yet"; continue; }
  sed '1,/^$/d' "$proof" | cmp -s - "$note" || { echo "$id: another checkpoint"; exit 1; }
  index=$(sed -n '2s/^index //p' "$proof") last=$((size - 1))
  reached=$(leaf | sha256)
  for sibling in $(awk 'NR > 2 && $0 == "" { exit } NR > 2' "$proof"); do
    if [ $((index % 2)) = 1 ] || [ "$index" = "$last" ]; then
      reached=$(parent "$sibling" "$reached")
      while [ $((index % 2)) = 0 ] && [ "$index" != 0 ]; do
        index=$((index / 2)) last=$((last / 2))
      done
    else
      reached=$(parent "$reached" "$sibling")
    fi
    index=$((index / 2)) last=$((last / 2))
  done
  [ "$reached" = "$root" ] && [ "$last" = 0 ] || { echo "$id is not under the root"; exit 1; }
  echo "$id is what was logged"
done < events.jsonl`;

/** Every event of a whole log and the root over them, with Node's own modules alone. */
export const CHECK_LOG = String.raw`import { createHash } from 'node:crypto';
import { createReadStream, readFileSync } from 'node:fs';

const sha256 = (...parts) =>
  parts.reduce((digest, part) => digest.update(part), createHash('sha256')).digest();
async function* linesOf(file) {
  let rest = '';
  for await (const text of createReadStream(file, 'utf8')) {
    const lines = (rest + text).split('\n');
    rest = lines.pop();
    yield* lines;
  }
}
const [, size, root] = readFileSync('signed-text', 'utf8').split('\n');
const nodes = [];
let count = 0;
for await (const line of linesOf('events.jsonl')) {
  const { hash, recordedAt } = JSON.parse(line);
  const body = line
    .replace(/^(.*),"hash":"[0-9a-f]{64}"/, '$1')
    .replace(/^(.*),"position":"[0-9]+"/, '$1')
    .replace(/^(.*),"recordedAt":"[^"]*"/, '$1');
  count += 1;
  if (sha256(body).toString('hex') !== hash) throw new Error('line ' + count + ' was changed');
  if (count > size) continue;
  let node = sha256('\x00', JSON.stringify({ hash, recordedAt }));
  for (let under = count; under % 2 === 0; under /= 2) node = sha256('\x01', nodes.pop(), node);
  nodes.push(node);
}
const top = nodes.reduceRight((right, left) => sha256('\x01', left, right));
if (top.toString('base64') !== root) throw new Error('the root is another one');
console.log(size + ' of ' + count + ' events are what was signed');`;

/** All of a package with Go's checksum database code: signatures, inclusion, consistency. */
export const CHECK_GO = String.raw`// go run . DIRECTORY
package main

import (
	"bufio"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

type tree struct {
	note string
	size int64
	root tlog.Hash
}

type event struct {
	EventID, StreamID, Hash, PreviousHash, RecordedAt string
	Revision                                          int64
}

func check(holds bool, said ...any) {
	if !holds {
		fmt.Println(said...)
		os.Exit(1)
	}
}

func read(path ...string) string {
	text, err := os.ReadFile(filepath.Join(path...))
	check(err == nil, err)
	return string(text)
}

func hashOf(line string) (hash tlog.Hash) {
	bytes, err := base64.StdEncoding.DecodeString(line)
	check(err == nil && len(bytes) == tlog.HashSize, "not a hash:", line)
	copy(hash[:], bytes)
	return hash
}

func verified(text string, keys note.Verifiers) tree {
	opened, err := note.Open([]byte(text), keys)
	check(err == nil, err)
	lines := strings.Split(opened.Text, "\n")
	size, err := strconv.ParseInt(lines[1], 10, 64)
	check(err == nil, err)
	return tree{text, size, hashOf(lines[2])}
}

// The lines of a proof, the hashes after the first few, and the signed note after the empty one.
func proof(text string, before int) (lines []string, hashes []tlog.Hash, note string) {
	head, note, _ := strings.Cut(text, "\n\n")
	lines = strings.Split(head, "\n")
	for _, line := range lines[before:] {
		hashes = append(hashes, hashOf(line))
	}
	return lines, hashes, note
}

func without(line, member string) string {
	key := ",\"" + member + "\":\""
	begin := strings.LastIndex(line, key)
	check(begin > 0, "an event without", member)
	end := begin + len(key) + strings.IndexByte(line[begin+len(key):], '"') + 1
	return line[:begin] + line[end:]
}

func main() {
	directory := os.Args[1]
	var known []note.Verifier
	for _, line := range strings.Fields(read(directory, "public-key.vkey")) {
		key, err := note.NewVerifier(line)
		check(err == nil, err)
		known = append(known, key)
	}
	keys := note.VerifierList(known...)

	var trees []tree
	files, _ := filepath.Glob(filepath.Join(directory, "checkpoints", "*.checkpoint"))
	for _, file := range files {
		trees = append(trees, verified(read(file), keys))
	}
	check(len(trees) > 0, "no checkpoint covers anything yet")
	newest := trees[len(trees)-1]
	for at, newer := range trees[1:] {
		older := trees[at]
		name := fmt.Sprintf("%012d-%012d.tlog-consistency", older.size, newer.size)
		_, hashes, text := proof(read(directory, "consistency", name), 1)
		check(text == newer.note, name, "is about another checkpoint")
		err := tlog.CheckTree(hashes, newer.size, newer.root, older.size, older.root)
		check(err == nil, name, err)
	}

	_, missing := os.Stat(filepath.Join(directory, "tlog", "checkpoint"))
	whole := missing == nil
	var stored []tlog.Hash
	kept := tlog.HashReaderFunc(func(indexes []int64) (found []tlog.Hash, err error) {
		for _, index := range indexes {
			found = append(found, stored[index])
		}
		return found, nil
	})

	events, err := os.Open(filepath.Join(directory, "events.jsonl"))
	check(err == nil, err)
	lines := bufio.NewReader(events)
	before := map[string]event{}
	count, covered := int64(0), int64(0)
	for {
		line, err := lines.ReadString('\n')
		if err != nil {
			break
		}
		line = strings.TrimSuffix(line, "\n")
		var now event
		check(json.Unmarshal([]byte(line), &now) == nil, "not JSON:", line)
		body := without(without(without(line, "hash"), "position"), "recordedAt")
		digest := sha256.Sum256([]byte(body))
		check(hex.EncodeToString(digest[:]) == now.Hash, now.EventID, "is not what its hash is over")
		if last, ok := before[now.StreamID]; ok && last.Revision+1 == now.Revision {
			check(last.Hash == now.PreviousHash, now.EventID, "does not follow the event before it")
		}
		before[now.StreamID] = now
		leaf := tlog.RecordHash([]byte(fmt.Sprintf(
			"{\"hash\":\"%s\",\"recordedAt\":\"%s\"}", now.Hash, now.RecordedAt)))
		file := filepath.Join(directory, "proofs", now.EventID+".tlog-proof")
		if whole && count < newest.size {
			hashes, err := tlog.StoredHashesForRecordHash(count, leaf, kept)
			check(err == nil, err)
			stored = append(stored, hashes...)
			covered++
		} else if text, err := os.ReadFile(file); err == nil {
			head, hashes, signed := proof(string(text), 2)
			index, err := strconv.ParseInt(strings.TrimPrefix(head[1], "index "), 10, 64)
			check(err == nil, file, err)
			tree := verified(signed, keys)
			err = tlog.CheckRecord(hashes, tree.size, tree.root, index, leaf)
			check(err == nil, file, err)
			covered++
		}
		count++
	}
	if whole {
		root, err := tlog.TreeHash(newest.size, kept)
		check(err == nil && root == newest.root, "the root is another one", err)
	}
	fmt.Println(covered, "of", count, "events are what was signed, in", len(trees), "checkpoints")
}`;
