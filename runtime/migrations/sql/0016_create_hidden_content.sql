-- @only moderated

-- What the moderation domain has hidden or removed of this domain. Restored content stays listed, so that an event that is
-- handled late cannot hide it again.
CREATE TABLE IF NOT EXISTS "hidden_content" (
    "subject_id" TEXT NOT NULL,
    "is_hidden" BOOLEAN NOT NULL,
    "changed_at" TIMESTAMPTZ(3) NOT NULL,
    -- When an event or a snapshot last named the content: what a complete snapshot has not named is restored.
    "confirmed_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "hidden_content_pkey" PRIMARY KEY ("subject_id")
);
