"""Texts that break programs: kept as they are wherever a text may stand, refused by name wherever it may not."""

NAUGHTY = (
    # nothing, nearly nothing, and words that mean nothing elsewhere
    "undefined", "undef", "null", "NULL", "(null)", "nil", "NIL", "None", "NaN", "N/A", "#N/A", "true", "false", "True",
    "hasOwnProperty", "then", "constructor", "__proto__", "\\", "\\\\", "-", "--", "/", "//", ".", "..", "...", "_", "*",
    # numbers, dates and formulas that are names here
    "0", "1", "-1", "1.00", "1/2", "1E+02", "0x0", "Infinity", "-Infinity", "0/0", "1,000", "1.000.000", "1e1000",
    "99999999999999999999", "01000", "08", "2026-01-31", "MARCH1", "SEPT2", "1-2", "4-5-6", "+49 711 1234", "(1)", "½",
    "12:30", "true story", "=1+1", "=cmd|' /C calc'!A0", "@SUM(A1:A9)", "+1+1", "-2+3", "=HYPERLINK(\"http://x\")",
    # quotes and delimiters of every trade
    "'", "''", "'\"'", "\"", "\"\"", "`", "´", "“curly”", "„unten“", "«guillemets»", "a,b", "a;b", "a|b", "a\tb", "a\nb",
    "a\r\nb", "a\rb", ",;|", "\"quoted\", comma", "ends with \"", "\" begins", "'; --", "{curly}", "[square]", "<angle>",
    "$HOME", "%s%d%n", "%", "%%", "{0}", "{{7*7}}", "${7*7}", "#{7*7}", "<%= 7 %>", "$1", "\\1", "\\0", "\\n", "\\u0000",
    # code
    "1;DROP TABLE equipment", "1'; DROP TABLE equipment;--", "' OR 1=1 -- 1", "' OR '1'='1", "\" OR \"\"=\"", "admin'--",
    "); DELETE FROM sensor_readings; --", "$$; SELECT 1; $$", "read_csv('/etc/passwd')", "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>", "javascript:alert(1)", "<!--", "]]>", "&lt;b&gt;", "&amp;", "<b>bold</b>",
    "[link](http://example.com)", "**bold**", "# heading", ":material/home:", ":red[text]", "$x^2$", "`code`", "../../etc",
    "..\\..\\windows", "C:\\CON\\NUL", "/dev/null", "file:///etc/passwd", "() { 0; }; touch /tmp/x", "`ls`", "$(ls)",
    "; ls -la", "| cat", "&& true", "--help", "-rf", "CON", "PRN", "AUX", "NUL", "COM1", "LPT1",
    # scripts of the world, and how they join, turn and stack
    "äöüßÄÖÜ", "éèêëçñø", "Ærøskøbing", "Žluťoučký kůň", "ζωή", "Привет", "Ёё", "שלום", "مرحبا", "آلة ١", "नमस्ते", "สวัสดี",
    "田中さん", "機械一号", "プレス①", "안녕하세요", "㍿㌍", "ﬁ ﬂ", "Å", "Å", "é", "I İ ı i", "ſs ẞ", "Σσς",
    "Ω≈ç√∫˜µ", "⁰⁴⁵₀₁₂", "ⅣⅫ", "№ 5", "°C µm Ω", "…‰†‡", "€£¥₹", "😀", "👩‍👩‍👧‍👦", "👾🙇💁", "🇩🇪🇺🇸", "❤️", "✋🏿", "1️⃣ 2️⃣",
    "Ṱ̺̺̕o͞ ̷i̲̬͇̪͙n̝̗͕v̟̜̘̦͟o̶̙̰̠kè͚̮̺̪̹̱̤", "a\u0301\u0323", "𝓯𝓪𝓷𝓬𝔂", "ａｂｃ", "ɐqɔ", "\u202eright to left", "a\u200bb", "a\u200db",
    "a\u00adb", "a\ufeffb", "\u2066isolated\u2069", "a\u2028b", "a\u2029b", "a\u0085b", "a\u00a0b", "a\u3000b", "a\u2009b",
    "\ufffd", "\ufdfd", "\U0001f4a9\U0010fffd", "\ue000", "᚛ᚄᚓᚐᚋᚒᚄ᚜", "ʎɐp", "x" * 90, "😀" * 90, "a b  c   d",
)  # fmt: skip
"""None begins or ends with a blank, which is padding, or with an apostrophe before a formula, which is a mark for text."""
