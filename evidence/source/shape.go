package source

// Shape is one form of input that a source accepts. A source package lists
// those of its readers with a function Shapes (and StateShapes for a reader of
// listings), so that a person can be told what to export, and an input that was
// given to the wrong source can be told apart.
type Shape struct {
	// What says, in a line, what the input is and where one gets it: "System Log
	// events, as GET /api/v1/logs returns them: a JSON array, or one a line".
	What string

	// Members are names that one event or item of such an input has, all of
	// them, and those of other vendors have not: "eventSource", or a JSON Pointer
	// for what lies deeper, "/user/username".
	Members []string
}
