// Package plan runs policies as closures.
//
// OPA plans compiled modules into its intermediate representation (package ir):
// functions of blocks of simple statements over numbered locals. [Build] has it
// do so, [Compile] turns each function into closures once, and a [Machine] runs
// them for one record. Values are OPA's own: input and data are ast.Values, and
// built-ins are topdown's.
//
// # What is answered, and what is not
//
// A machine answers as topdown does or not at all. It does not know replaced
// documents and functions (with), rules that fill nested objects bit by bit,
// built-ins with several answers or with another answer each time. A rule that
// reaches any of these has no entry, and [Program.Entry] says why.
//
// Any error while running (a built-in's, a conflict, a cancellation) ends the
// question without an answer. It says that something was wrong, not precisely
// what: ask topdown. A machine may also meet an error that topdown does not,
// because it computes a rule as a whole where topdown looks for one element.
//
// # How a plan runs
//
// A statement is undefined or it is not. An undefined one leaves its block; a
// break leaves that many blocks more. The blocks of a function or of a block
// statement run one after another, whether the one before was left or not. A
// scan runs its block for each element, in the order that topdown iterates in.
//
// Rules without arguments are computed once for each machine. A machine is for
// one record and not safe for concurrent use; a program is.
package plan
