package custom.lib.lantern.production_test

import data.custom.lib.lantern.production

_writes(system, permission) if production.writes({"system": system, "resource": "r", "permission": permission})

test_what_writes if {
	every permission in ["Writer", "reader", "Readers", "Owner", "ReadOnlyPlus"] {
		_writes("erp", permission)
	}
	every permission in ["Reader", "ReadOnly", "Viewer"] {
		not _writes("erp", permission)
	}
}

test_what_is_production if {
	every system in ["erp", "gcp:prod", "aws:123456789012", "GCP:dev", "gcp:dev ", "gcp:prod:dev", "gcp:devel", "dev"] {
		_writes(system, "Writer")
	}
	every system in ["gcp:dev", "aws-2:test", "db:staging"] {
		not _writes(system, "Writer")
	}
}

# A bundle writes what it brings with it, and where.
test_bundles if {
	bundles := {"Viewer": [{"permission": "Poster"}], "Suite": [{"permission": "Reader"}, {"system": "erp", "permission": "Poster"}]}
	_writes("erp", "Viewer") with data.counterfoil.parameters.grant.implies as bundles
	not _writes("erp:dev", "Viewer") with data.counterfoil.parameters.grant.implies as bundles
	_writes("erp:dev", "Suite") with data.counterfoil.parameters.grant.implies as bundles
}
