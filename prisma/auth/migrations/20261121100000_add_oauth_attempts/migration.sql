CREATE TABLE "oauth_attempt" (
    "hash" TEXT NOT NULL,
    "provider" TEXT NOT NULL,
    "redirect_uri" TEXT NOT NULL,
    "user_id" TEXT,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "oauth_attempt_pkey" PRIMARY KEY ("hash")
);

CREATE INDEX "oauth_attempt_user_id_idx" ON "oauth_attempt"("user_id");
CREATE INDEX "oauth_attempt_expires_at_idx" ON "oauth_attempt"("expires_at");

ALTER TABLE "oauth_attempt" ADD CONSTRAINT "oauth_attempt_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "account"("id") ON DELETE CASCADE ON UPDATE CASCADE;
