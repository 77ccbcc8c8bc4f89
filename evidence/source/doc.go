// Package source is what every source of evidence shares: how inputs are
// opened, what a reader is, and how what was read is counted.
//
// A source is a package below this one, one a vendor. It turns that vendor's
// export into facts through a [Reader], which reads one named input and yields
// the facts in it:
//
//	var t source.Tally
//	for f, err := range source.Facts(cloudtrail.Reader(cloudtrail.Options{}), &t, "logs/2026-03") {
//		if err != nil {
//			fmt.Fprintln(os.Stderr, err) // names the file and the place; reading goes on
//			continue
//		}
//		use(f)
//	}
//	fmt.Fprint(os.Stderr, &t)
//
// # What a reader owes
//
//   - It streams: memory does not grow with the input. One event may take up
//     to [MaxEvent] bytes; a longer one is an error.
//   - Every event that it reads meets exactly one of three fates, which it
//     reports to the [Tally]: used (it yielded facts), ignored (it is not
//     evidence of an entitlement change; the reason is counted), or refused
//     (it should have been, and could not be read; one error says why).
//   - An error names the input, the line or record and, where there is one,
//     the JSON Pointer, and says what to do. Reading goes on where the format
//     allows it. Where it does not, the error says that the rest of the input
//     was not read, and the input counts as broken.
//   - It never looks at the clock and never guesses: what the input does not
//     say is left out of the fact.
//   - It stops at once when its consumer does.
//
// # Inputs
//
// [Open] takes files and folders. A folder is walked in lexical order, all the
// way down, and every file in it is an input, whatever its name: a log under
// an unusual name must not be missed. A file that plainly is no log (a README)
// is therefore refused by the reader, with an error that names it: leave it
// out of the folder, or name the files. Gzip is recognised by its first bytes,
// not by the name, and decompressed as it is read. What cannot be opened is an
// error that names it; the rest goes on.
//
// # Pages of a listing
//
// What an API answers does not say what it lists (whose members?), and often not
// whether there is more. Sources that read such listings therefore take one
// object a line for each page:
//
//	{"url": the address that was asked, "next": that of the next page or "", "body": the answer}
//
// The documentation of each has commands that export them so. Without next,
// nobody knows whether there is another page, and a listing that may have more is
// never taken for whole. Listings have no time of their own, either: the option
// CollectedAt of the source is that of all they say.
package source
