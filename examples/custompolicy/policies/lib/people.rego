# METADATA
# title: Who stands behind the subject
# description: |
#   The subject, its owner, that one's owner, and so on: an agent's key is the
#   agent's, and a contractor's bot is the contractor's. HR's word on a person is
#   in the extensions: {"employment": "contractor", "site": "berlin"}. What is
#   missing, or spelled in a way that we do not know, is "unknown".
# schemas:
#   - input: schema.evidence
package custom.lib.lantern.people

# behind[pointer] is everybody in that line.
behind[pointer] := who if {
	walk(input.subject, [path, who])
	{step | some step in path} - {"owner"} == set()
	pointer := concat("/", array.concat(["", "subject"], path))
}

# Whether an AI agent is, or may be, among them: "yes", "no" or "unknown". The
# line must end with a person for a "no".
agent := "yes" if {
	"agent" in _kinds
} else := "no" if {
	"human" in _kinds
} else := "unknown"

# "contractor" if one of the people is; "employee" if all are, and there is one.
employment := "contractor" if {
	"contractor" in _words
} else := "employee" if {
	_words == {"employee"}
} else := "unknown"

# The pointer of the first contractor, if there is one, and the site, "" if HR
# does not say.
contractor := min({pointer | some pointer, word in _word; word == "contractor"})

site := behind[contractor].extensions.site

site := "" if not behind[contractor].extensions.site

_kinds := {who.kind | some who in behind}

_words := {word | some word in _word}

_word[pointer] := _read(who) if {
	some pointer, who in behind
	who.kind == "human"
}

_read(who) := lower(trim_space(who.extensions.employment)) if {
	is_string(who.extensions.employment)
} else := null
