package scim_test

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/counterfoil/counterfoil/evidence"
	"github.com/counterfoil/counterfoil/evidence/source"
	"github.com/counterfoil/counterfoil/evidence/source/internal/sourcetest"
	"github.com/counterfoil/counterfoil/evidence/source/scim"
)

// Each file is an input of its own, PROVENANCE.txt one that holds nothing. The
// wanted figures were counted with jq, not with this package:
//
//	jq -c '[input_filename, (.schemas//[])[0], has("id"), has("meta"), (.groups|type), (.members|length), .totalResults, (.Resources|length), .active, .meta.created]' *.json
//
// Users with an id and meta: 8.1, 8.2 and 8.3 of RFC 7643, and of RFC 7644 3.3
// post_response and 3.4.1; two in the list response of 3.4.2, with id and userName
// alone; one in that of 3.4.3 (10 of 100), beside a resource with id and
// displayName alone. One group, with two members. To be ignored: a user without an id
// (post_request), 7 PatchOps, 1 SearchRequest, 1 ServiceProviderConfig, and 4
// ResourceTypes, of which two stand in a list response.
func TestRealSamples(t *testing.T) {
	var tally source.Tally
	var facts []evidence.Fact
	var errs []string
	complete := map[string]bool{}
	for f, err := range source.Facts(scim.State(scim.Options{Service: "rfc", CollectedAt: collected}), &tally, sourcetest.Folder(t, "scim-rfc-samples")) {
		if err != nil {
			errs = append(errs, filepath.Base(strings.SplitN(err.Error(), ":", 2)[0]))
			continue
		}
		facts = append(facts, f)
		if o, ok := f.Value.(*evidence.Observation); ok {
			complete[f.Subject.ID] = complete[f.Subject.ID] || o.Complete
		}
	}
	sourcetest.AddsUp(t, &tally)
	const request = "request, which neither tells when it was made nor that it was carried out: "
	const other = "resource that is neither a user nor a group: "
	want := sourcetest.Counts{
		Events: 8 + 1 + 1 + 14, Refused: 1, Used: map[string]int{"User": 8, "Group": 1},
		Ignored: map[string]int{request + "PatchOp": 7, request + "SearchRequest": 1, request + "a User to be created": 1, other + "ServiceProviderConfig": 1, other + "ResourceType": 4},
		// One for each user, two for the members of the group, and one for the group; five users with meta say when they were created.
		Facts: map[string]int{"observation": 8 + 2 + 1, "event": 5},
	}
	if diff := cmp.Diff(want, sourcetest.Count(facts, &tally)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"PROVENANCE.txt", "rfc7644-3.4.3-list_response-post_query.json"}, errs); diff != "" {
		t.Errorf("errors in (-want +got):\n%s", diff)
	}
	// Only the users of 8.2 and 8.3 say which groups they are in.
	if diff := cmp.Diff(map[string]bool{"bjensen@example.com": true, "scim:rfc/user/bjensen": false, "scim:rfc/user/jsmith": false, "scim:rfc/group/e9e30dba-f08f-4109-8486-d5c6a331660a": false,
		"scim:rfc/user/2819c223-7f76-453a-919d-413861904646": false, "scim:rfc/user/902c246b-6245-4190-8e05-00816be7344a": false}, complete); diff != "" {
		t.Errorf("complete (-want +got):\n%s", diff)
	}
}

func TestEveryFile(t *testing.T) {
	sourcetest.EveryFile(t, scim.State(scim.Options{CollectedAt: collected}))
}
