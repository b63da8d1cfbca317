"""What the page "Voices" asks. `{quote}` and `{event}` are conditions of `filters`.

A quotation that its cue interrupts is several rows; it counts once, as its first piece.
"""

FROM = """
    FROM core.quotes AS quote
    JOIN core.articles AS article USING (article_id)
    LEFT JOIN core.entities AS speaker ON speaker.entity_id = quote.speaker_id
    WHERE quote.quote_id = quote.quote_group AND article.duplicate_of IS NULL AND {quote}
"""

WORDS = """
    quote.quote_group IN (
        SELECT piece.quote_group FROM core.quotes AS piece
        WHERE list_bool_and(list_transform(
            $words, lambda word: contains(lower(strip_accents(piece.text)), word)
        ))
    )
"""
"""Condition: a piece of the quotation contains all the words, in lower case and without accents."""
OF_SPEAKER = "quote.speaker_id = $speaker"

SPEAKERS = f"""
    SELECT
        quote.speaker_id, speaker.name, speaker.country, speaker.sector,
        count(*) AS quotes,
        100 * avg((quote.form = 'direct')::INTEGER) AS direct_percent,
        count(DISTINCT quote.article_id) AS articles
    {FROM} AND quote.speaker_id IS NOT NULL
    GROUP BY ALL
    ORDER BY quotes DESC, name, speaker_id
    LIMIT $limit
"""

COUNTRIES = f"""
    SELECT speaker.country, count(*) AS quotes
    {FROM} AND speaker.country IS NOT NULL
    GROUP BY ALL
    ORDER BY quotes DESC, country
    LIMIT $limit
"""

SECTORS = f"""
    SELECT speaker.sector, count(*) AS quotes
    {FROM} AND speaker.sector IS NOT NULL
    GROUP BY ALL
    ORDER BY quotes DESC, sector
    LIMIT $limit
"""

TOTAL = f"SELECT count(*) AS quotes {FROM}"

NEWEST = f"""
    -- Newest first, the pieces of each quotation joined
    WITH newest AS (
        SELECT
            quote.quote_id, quote.article_id, article.published_at, article.source, quote.form,
            quote.start_char, quote.speaker_id, quote.speaker_text, speaker.name AS speaker_name,
            speaker.country, speaker.sector, quote.addressee_text
        {FROM}
        ORDER BY article.published_at DESC NULLS LAST, quote.article_id, quote.start_char
        LIMIT $limit
    )
    SELECT newest.*, string_agg(piece.text, ' … ' ORDER BY piece.start_char) AS text
    FROM newest
    JOIN core.quotes AS piece ON piece.quote_group = newest.quote_id AND piece.article_id = newest.article_id
    GROUP BY ALL
    ORDER BY published_at DESC NULLS LAST, article_id, start_char
"""

SPEAKER = (
    "SELECT entity_id, name, kind, country, sector, wikidata_id FROM core.entities WHERE entity_id = $speaker"
)

FORMS = f"""
    SELECT quote.form, count(*) AS quotes, count(DISTINCT quote.article_id) AS articles
    {FROM}
    GROUP BY ALL
    ORDER BY quotes DESC
"""

OVER_TIME = f"""
    SELECT date_trunc($unit, article.published_at)::DATE AS start, quote.form, count(*) AS quotes
    {FROM} AND article.published_at IS NOT NULL
    GROUP BY ALL
    ORDER BY ALL
"""

PERIOD = f"SELECT min(article.published_at)::DATE AS first, max(article.published_at)::DATE AS last {FROM}"

ADDRESSEES = f"""
    SELECT quote.addressee_text AS addressee, count(*) AS quotes
    {FROM} AND quote.addressee_text IS NOT NULL
    GROUP BY ALL
    ORDER BY quotes DESC, addressee
    LIMIT $limit
"""

CLAIMS = """
    -- How many events a speaker claims, and how many of them no article tells in its own voice
    SELECT count(*) AS claims, count(*) FILTER (own_voice_events = 0) AS alone
    FROM mart.claims
    JOIN mart.events AS event USING (event_id)
    WHERE event.attributed_to = $speaker AND {event}
"""
CLAIMED_BY = "event.attributed_to = $speaker"

ARTICLES = f"""
    SELECT article.article_id, article.title, article.published_at, article.source, count(*) AS quotes
    {FROM}
    GROUP BY ALL
    ORDER BY published_at DESC NULLS LAST, article_id
    LIMIT $limit
"""
