-- Names of rooms are unique without regard to look-alikes too.
ALTER TABLE "conversation" ADD COLUMN "title_skeleton" TEXT;

-- Rooms of before, read as the domain reads new ones. Of several that look alike the oldest has the name; the others stay
-- as they are.
UPDATE "conversation" AS c SET "title_skeleton" = first."skeleton"
FROM (
    SELECT DISTINCT ON ("skeleton") "id", "skeleton" FROM (
        SELECT "id", "created_at", btrim(translate(
            regexp_replace(regexp_replace(regexp_replace("plain", '\s+', ' ', 'g'), '[‐‑‒–—―−]', '-', 'g'), '[‘’‚‛′`]', '''', 'g'),
            '“”„‟″ǃ', '"""""!')) AS "skeleton"
        FROM (
            SELECT "id", "created_at",
                regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(translate(folded, 'ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟɴᴏᴘʀꜱᴛᴜᴠʏᴢɑɡɩօոսհյցզլꭰꭱꭲꭵꭺꭻꭼꮋꮍꮐꮓꮟꮢꮪꮩꮮꮯꮲꮶꮷⲟⲣⲥⲏⲕⲛⲧⲩⲭⲁⲉⲃⲓꓐꓑꓒꓓꓔꓖꓗꓙꓚꓜꓝꓠꓡꓢꓣꓦꓧꓫꓬꓮꓰꓲꓳꓴoоοσөסهiı1іιӏוןاаαвьβсеεәнһјкκрρгѕтτυνхχуүγζη36φπλұロニカエトハタチーㅡヘリىیئک', 'abcdefghljkln0prstuvyzagl0nuhjgqldrtlajehygzbrsvlcpkd0pchkntyxaeblbpddtgkjczfnlsrvhxyael0u0000000lllllllllaabbbceeəhhjkkpprsttuvxxyyyznзбфплү口二力工卜八夕千一一へりيييك'),
                    '[ᴍꮇⲙꓟmмμ]', 'rn', 'g'),
                    '[ᴡաꮃꮤꓪw]', 'vv', 'g'),
                    '[æ]', 'ae', 'g'),
                    '[œ]', 'oe', 'g'),
                    '[ы]', 'bl', 'g'),
                    '[ю]', 'l0', 'g') AS "plain"
            FROM (
                SELECT "id", "created_at", normalize(normalize(replace(
                    lower(upper(replace(normalize("title", NFKC), 'ß', 'ss') COLLATE "pg_c_utf8") COLLATE "pg_c_utf8"), 'ς', 'σ'), NFKC), NFKD) AS folded
                FROM "conversation" WHERE "kind" = 'ROOM' AND "stream_id" IS NULL AND "title" IS NOT NULL
            ) AS lower_case
        ) AS letters
    ) AS named
    ORDER BY "skeleton", "created_at", "id"
) AS first
WHERE c."id" = first."id" AND first."skeleton" <> '';

CREATE UNIQUE INDEX "conversation_title_skeleton_key" ON "conversation"("title_skeleton");
