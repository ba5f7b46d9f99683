CREATE TABLE "account" (
    "id" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "date_of_birth" DATE,
    "roles" TEXT[] DEFAULT ARRAY[]::TEXT[],

    CONSTRAINT "account_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "account_roles_known" CHECK ("roles" <@ ARRAY['NOTIFY', 'FINANCE', 'MODERATOR', 'ADMIN'])
);

CREATE TABLE "identifier" (
    "kind" TEXT NOT NULL,
    "value" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "verified_at" TIMESTAMPTZ(3),

    CONSTRAINT "identifier_pkey" PRIMARY KEY ("kind", "value"),
    CONSTRAINT "identifier_kind_known" CHECK ("kind" IN ('EMAIL', 'PHONE'))
);

CREATE TABLE "password_credential" (
    "user_id" TEXT NOT NULL,
    "hash" TEXT NOT NULL,
    "changed_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "password_credential_pkey" PRIMARY KEY ("user_id")
);

CREATE TABLE "session" (
    "id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "last_seen_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "revoked_at" TIMESTAMPTZ(3),
    "device" TEXT,
    "ip" TEXT,

    CONSTRAINT "session_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "refresh_token" (
    "hash" TEXT NOT NULL,
    "session_id" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "used_at" TIMESTAMPTZ(3),

    CONSTRAINT "refresh_token_pkey" PRIMARY KEY ("hash")
);

CREATE TABLE "signing_key" (
    "kid" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "active_at" TIMESTAMPTZ(3) NOT NULL,
    "retires_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "x" TEXT NOT NULL,
    "y" TEXT NOT NULL,
    "sealed_private" TEXT NOT NULL,

    CONSTRAINT "signing_key_pkey" PRIMARY KEY ("kid"),
    CONSTRAINT "signing_key_times_ordered" CHECK ("created_at" <= "active_at" AND "active_at" < "retires_at" AND "retires_at" < "expires_at")
);

CREATE UNIQUE INDEX "identifier_user_id_kind_key" ON "identifier"("user_id", "kind");
CREATE INDEX "session_user_id_id_idx" ON "session"("user_id", "id");
CREATE INDEX "session_expires_at_idx" ON "session"("expires_at");
CREATE INDEX "session_revoked_at_idx" ON "session"("revoked_at");
CREATE INDEX "refresh_token_session_id_idx" ON "refresh_token"("session_id");

-- A session has at most one refresh token that was not exchanged yet: the database itself holds the family together.
CREATE UNIQUE INDEX "refresh_token_live_key" ON "refresh_token"("session_id") WHERE "used_at" IS NULL;

ALTER TABLE "identifier" ADD CONSTRAINT "identifier_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "account"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "password_credential" ADD CONSTRAINT "password_credential_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "account"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "session" ADD CONSTRAINT "session_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "account"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "refresh_token" ADD CONSTRAINT "refresh_token_session_id_fkey" FOREIGN KEY ("session_id") REFERENCES "session"("id") ON DELETE CASCADE ON UPDATE CASCADE;
