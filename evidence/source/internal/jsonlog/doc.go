// Package jsonlog is what every source that reads JSON shares: finding the
// events in an input, holding them to the limits, naming the place of an error
// and counting what became of each event. A source on top of it says only what
// one event means.
//
// # Writing a source
//
// A log, whose events each are a change or are none:
//
//	var format = jsonlog.Format{
//		Log:   "an Acme audit log",
//		Event: "Acme event",
//		By:    "Acme",
//		Lists: []string{"records"},
//		Again: "export the log from Acme again",
//	}
//
//	func Reader(o Options) source.Reader {
//		return format.Reader(func(e *jsonlog.Event) jsonlog.Fate {
//			var a struct {
//				ID   string         `json:"id"`
//				Type string         `json:"type"`
//				Time string         `json:"time"`
//				Who  jsontext.Value `json:"actor"` // looked at later, if at all
//			}
//			err := e.Decode(&a)
//			e.ID = a.ID // known or not: errors name it
//			if err != nil {
//				return jsonlog.Refused(err)
//			}
//			if a.Type != "role.granted" {
//				return jsonlog.Ignored(source.Reason{Why: "not about a role", Name: a.Type})
//			}
//			at, err := e.Time("/time", a.Time)
//			if err != nil {
//				return jsonlog.Refused(err)
//			}
//			return jsonlog.Used(a.Type, evidence.Fact{…})
//		})
//	}
//
// Every event meets one fate: [Used], with the facts in it, [Ignored] or
// [Refused]. Facts are validated as they leave: what a source makes of strange
// bytes is never passed on half-made, but refused.
//
// A listing (the state of a system) often says what one subject holds in many
// items. [Format.Listing] opens a [Listing] for each input: its items are
// [Kept], and End yields the facts of all of them, once it is known whether
// the input was whole. What stands beside a list (a link to the next page)
// goes to Page, after the items of that list.
//
// Where one event explains another, wherever that stands (a request and its
// approvals), what becomes of it is known only at the end: such an event is left
// for [Later], and Fates of the Listing tell it then, with its facts, one by one,
// so that not all facts need be in memory at once. An event that they do not tell
// of is refused, not lost. An error about it then names the [Event.Line] that it
// brings, or none.
//
// # Inputs
//
// An input is UTF-8, with or without a byte order mark, and is one of these:
//
//   - an array of events;
//   - an object that holds arrays of events under one or more of the names in
//     [Format].Lists; what else it holds is not an event;
//   - any other object: one event;
//   - several of the above, one after the other, pretty-printed or not;
//   - JSON Lines, one event a line.
//
// JSON Lines are told from the rest by the first object: it stands on one line
// and holds no list. There, one malformed line costs that line, and errors name
// lines. Elsewhere errors name the event by its own id or its number, and where
// the JSON of the input as a whole breaks off, the events before that point are
// used, the input counts as broken, and the error says that the rest was not
// read. An input that holds nothing, and one that begins as no JSON does, are
// broken: a log that is missing must not read as a log without events.
//
// # Events
//
// An event is an object of at most [source.MaxEvent] bytes and
// [source.MaxDepth] levels, without duplicate names or invalid UTF-8.
// Otherwise it is refused, and reading goes on, except that an event that is
// too long breaks an input that is not JSON Lines. Memory is that of one event,
// and of what a Listing keeps.
//
// # Decoding
//
// Vendors add fields: decode into a struct that has those that matter, and the
// rest is skipped (but still held to the rules above). Names are
// case-sensitive. A field that is null is absent. A field that matters and has
// another type than the vendor documents is an error that names its pointer:
// never decode into any, which takes everything. Where a part is read only for
// some events, take it as a [jsontext.Value] and [Event.Part] it then, so that
// strange parts of events that do not matter are no errors. [Event.Members] is
// the fast way for sources that ignore nearly everything, and [Event.Walk] the
// same one level down. An event that another wraps in a string is [Event.Inside].
//
// A string that is there may still be empty: that is up to the source.
// An instant without a zone is refused by [Event.Time].
//
// Tests read through package sourcetest, which holds a reader to what package
// source says that it owes, and has the counts of tests over real data, the
// fuzzing and the flat memory.
package jsonlog
