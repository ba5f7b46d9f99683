-- What people did by the power of a scope. Entries are chained by hash; the domain's role can add them, and neither change
-- nor delete them.
CREATE TABLE IF NOT EXISTS "audit_entry" (
    -- 1, 2, 3 … in commit order.
    "number" BIGINT NOT NULL,
    "actor_id" TEXT NOT NULL, -- @tombstone
    "scope" TEXT NOT NULL,
    "action" TEXT NOT NULL,
    "subject_id" TEXT NOT NULL, -- @tombstone
    -- The one column that may be cleared: it is erased with the person whom the entry is about.
    "reason" TEXT,
    "reason_hash" TEXT,
    "before_hash" TEXT,
    "after_hash" TEXT,
    "request_id" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    -- Of the entry before and of the other columns, without the text of the reason.
    "hash" TEXT NOT NULL,

    CONSTRAINT "audit_entry_pkey" PRIMARY KEY ("number")
);

CREATE INDEX IF NOT EXISTS "audit_entry_subject_id_idx" ON "audit_entry"("subject_id", "number");
CREATE INDEX IF NOT EXISTS "audit_entry_actor_id_idx" ON "audit_entry"("actor_id", "number");

-- One row: the newest entry. It is locked while an entry is added.
CREATE TABLE IF NOT EXISTS "audit_head" (
    "id" INTEGER NOT NULL DEFAULT 1,
    "number" BIGINT NOT NULL DEFAULT 0,
    "hash" TEXT NOT NULL DEFAULT '',

    CONSTRAINT "audit_head_pkey" PRIMARY KEY ("id")
);

INSERT INTO "audit_head" ("id") VALUES (1) ON CONFLICT DO NOTHING;

-- Default privileges gave the domain's role all rights to both tables.
DO $$
DECLARE
    domain_role TEXT;
BEGIN
    FOR domain_role IN
        SELECT DISTINCT grantee FROM information_schema.role_table_grants
        WHERE table_schema = current_schema() AND table_name IN ('audit_entry', 'audit_head') AND grantee <> current_user
    LOOP
        EXECUTE format('REVOKE UPDATE, DELETE, TRUNCATE ON audit_entry FROM %I', domain_role);
        EXECUTE format('GRANT UPDATE (reason) ON audit_entry TO %I', domain_role);
        EXECUTE format('REVOKE INSERT, DELETE, TRUNCATE ON audit_head FROM %I', domain_role);
    END LOOP;
END
$$;
