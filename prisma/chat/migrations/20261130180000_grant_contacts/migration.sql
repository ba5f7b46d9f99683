-- Why two people may write to each other although they are no friends. Ended grants stay, so that an event that is handled
-- late cannot revive one.
CREATE TABLE "contact_grant" (
    "user_low" TEXT NOT NULL,
    "user_high" TEXT NOT NULL,
    "source" TEXT NOT NULL,
    "source_id" TEXT NOT NULL,
    "is_active" BOOLEAN NOT NULL,
    "changed_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "contact_grant_pkey" PRIMARY KEY ("user_low", "user_high", "source", "source_id")
);

CREATE INDEX "contact_grant_user_high_idx" ON "contact_grant"("user_high");
