// Go's own code for transparency logs, asked case by case: JSON lines in, "ok" or why not out.
package main

import (
	"bufio"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

type question struct {
	Kind  string   // checkpoint, inclusion or consistency
	Keys  []string // verifier keys
	Text  []byte   // the file, of which any byte may be wrong
	Leaf  []byte   // inclusion: the record
	Older []byte   // consistency: the signed note of the older tree
}

type tree struct {
	size int64
	root tlog.Hash
}

func hashOf(line string) (hash tlog.Hash, err error) {
	bytes, err := base64.StdEncoding.DecodeString(line)
	if err == nil && len(bytes) != tlog.HashSize {
		err = errors.New("not a hash")
	}
	copy(hash[:], bytes)
	return hash, err
}

func opened(text []byte, keys note.Verifiers) (found tree, err error) {
	verified, err := note.Open(text, keys)
	if err != nil {
		return found, err
	}
	lines := strings.Split(verified.Text, "\n")
	if len(lines) < 3 {
		return found, errors.New("not a checkpoint")
	}
	if found.size, err = strconv.ParseInt(lines[1], 10, 64); err == nil {
		found.root, err = hashOf(lines[2])
	}
	return found, err
}

func split(text []byte, first ...string) (values []string, hashes []tlog.Hash, note []byte, err error) {
	head, rest, _ := strings.Cut(string(text), "\n\n")
	lines := strings.Split(head, "\n")
	if len(lines) < len(first) {
		return nil, nil, nil, errors.New("not a proof")
	}
	for at, line := range lines {
		if at >= len(first) {
			hash, err := hashOf(line)
			if err != nil {
				return nil, nil, nil, err
			}
			hashes = append(hashes, hash)
		} else if value, ok := strings.CutPrefix(line, first[at]); ok {
			values = append(values, value)
		} else {
			return nil, nil, nil, errors.New("not a proof")
		}
	}
	return values, hashes, []byte(rest), nil
}

func inclusion(asked question, keys note.Verifiers) error {
	values, hashes, signed, err := split(asked.Text, "c2sp.org/tlog-proof@v1", "index ")
	if err != nil {
		return err
	}
	if values[0] != "" {
		return errors.New("another version")
	}
	index, err := strconv.ParseInt(values[1], 10, 64)
	if err != nil {
		return err
	}
	in, err := opened(signed, keys)
	if err != nil {
		return err
	}
	return tlog.CheckRecord(hashes, in.size, in.root, index, tlog.RecordHash(asked.Leaf))
}

func consistency(asked question, keys note.Verifiers) error {
	values, hashes, signed, err := split(asked.Text, "old ")
	if err != nil {
		return err
	}
	older, err := opened(asked.Older, keys)
	if err != nil {
		return err
	}
	if values[0] != strconv.FormatInt(older.size, 10) {
		return errors.New("from another tree")
	}
	newer, err := opened(signed, keys)
	if err != nil {
		return err
	}
	return tlog.CheckTree(hashes, newer.size, newer.root, older.size, older.root)
}

func answer(asked question) error {
	var known []note.Verifier
	for _, text := range asked.Keys {
		key, err := note.NewVerifier(text)
		if err != nil {
			return err
		}
		known = append(known, key)
	}
	keys := note.VerifierList(known...)
	switch asked.Kind {
	case "checkpoint":
		_, err := opened(asked.Text, keys)
		return err
	case "inclusion":
		return inclusion(asked, keys)
	case "consistency":
		return consistency(asked, keys)
	}
	return errors.New("no such question")
}

func main() {
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(nil, 1<<24)
	out := bufio.NewWriter(os.Stdout)
	defer out.Flush()
	for lines.Scan() {
		var asked question
		err := json.Unmarshal(lines.Bytes(), &asked)
		if err == nil {
			err = answer(asked)
		}
		if err == nil {
			err = errors.New("ok")
		}
		fmt.Fprintln(out, strings.ReplaceAll(err.Error(), "\n", " "))
	}
}
