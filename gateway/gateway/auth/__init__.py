"""Who is asking: access tokens, cookies, CSRF, ended sessions."""
