// Package alias reads an alias directory: which names in which systems belong
// to one person or non-human identity. The join takes it, so that a ticket for
// ana@acme.example and a login of "acaruso" in a database are found to be about
// the same person.
//
//	d, err := alias.Read("people.csv", file)
//	result, err := join.Join(facts, join.Options{Aliases: d})
//
// # The file
//
// CSV as RFC 4180 says, in UTF-8, with a header. The columns, in any order:
//
//	id      the name that records call the identity by: required
//	alias   another name of it
//	system  where the alias is a login, as entitlements name the system; empty
//	        where the alias is written as it stands in facts
//	kind    human, service_account, api_key, workload or agent
//	name    for people to read
//	owner   id of who is accountable for a non-human identity
//
// One row gives one alias; an identity has as many rows as it needs, and what
// they say of it must agree. A row without an alias says only what the identity
// is. A column of another name is refused, as is a row that has more or fewer
// cells than the header. For example:
//
//	id,alias,system,kind,owner
//	ana@acme.example,acaruso,postgres:erp,human,
//	ana@acme.example,Ana-Caruso,github:acme,,
//	deploy-bot,arn:aws:iam::123456789012:user/deploy,,service_account,ana@acme.example
//
// What a fact says of a kind, name or owner comes before what the file says:
// facts have a date. Statuses have no place in the file for that reason. They
// come from facts about people.
//
// # How names are compared
//
// Byte for byte, as everywhere. Sources bring names into one form each, and
// [Form] brings those of the file into the same: an e-mail address is in lower
// case, a login of a system that does not tell Ana from ana likewise. A name
// that differs from one in the facts in case alone, and was not made equal by
// that, is taken for another, and the join notes it.
//
// # Ambiguity
//
// A name that the file gives to two identities resolves to neither, and neither
// does one that is itself the id of another: [Directory.Ambiguous] names them,
// and the join notes them. Whatever facts say under that name stands alone.
package alias
