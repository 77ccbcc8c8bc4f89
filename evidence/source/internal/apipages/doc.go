// Package apipages is what the sources share that read the listings of an API
// (the members of a group, the users of an app) in the form that package source
// says: one object a line for each page, with url, next and body.
//
// A source decodes a page into a struct that has [Page] in it, finds out from
// the address which listing it is a page of, and reads the [Items] of its body.
// What is not held is known only from a listing that is whole: where each page
// of one listing has an address of the same path, its [Chain] tells whether all
// of them were read. An API that writes further addresses otherwise has pages
// that follow one another in the input, and needs none.
//
// [Reader] asks for the time of the export, which no page has: it is that of
// all observations.
package apipages
