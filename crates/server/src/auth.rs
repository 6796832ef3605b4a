//! Authentication: a token, or without one only pages of this server on this machine.
//!
//! A token comes as `Authorization: Bearer TOKEN`, once as `?token=TOKEN`, and from then on as a cookie
//! that other sites cannot send. Without a token a `Host` or `Origin` that is not this machine's own name
//! is turned away, so that a site somewhere on the net cannot ask in its visitor's name.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::Server;
use super::api_error::ApiError;

const COOKIE: &str = "tongda_token";

/// The condition to be let in.
#[derive(Debug)]
pub(super) struct AuthPolicy {
    /// Compared as hashes: their comparison takes the same time whatever differs.
    token: Option<blake3::Hash>,
}

impl AuthPolicy {
    pub(super) fn new(token: Option<&str>) -> Self {
        Self { token: token.map(|token| blake3::hash(token.as_bytes())) }
    }

    /// Lets a request in, or says why not. The token comes back when it was in the address.
    fn check(&self, headers: &HeaderMap, query: Option<&str>) -> Result<Option<String>, ApiError> {
        let Some(token) = &self.token else {
            let origin = text(headers, header::ORIGIN).and_then(|origin| origin.split_once("://").map(|(_, host)| host));
            let own = [text(headers, header::HOST), origin].into_iter().flatten().all(is_loopback);
            let message = "this server answers only as localhost or 127.0.0.1";
            return if own { Ok(None) } else { Err(ApiError::new(StatusCode::FORBIDDEN, message)) };
        };
        let fits = |given: &str| blake3::hash(given.as_bytes()) == *token;
        let bearer = text(headers, header::AUTHORIZATION).and_then(|value| value.strip_prefix("Bearer "));
        let cookies = text(headers, header::COOKIE).into_iter().flat_map(|all| all.split(';'));
        let mut cookies = cookies.filter_map(|one| one.trim().strip_prefix(COOKIE)?.strip_prefix('='));
        if bearer.is_some_and(fits) || cookies.any(fits) {
            return Ok(None);
        }
        let mut parts = query.into_iter().flat_map(|query| query.split('&'));
        match parts.find_map(|part| part.strip_prefix("token=")).filter(|given| fits(given)) {
            Some(given) => Ok(Some(given.to_owned())),
            None => Err(ApiError::new(StatusCode::UNAUTHORIZED, "this server needs its token: open the address that it printed")),
        }
    }
}

fn text(headers: &HeaderMap, name: header::HeaderName) -> Option<&str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

/// Whether a host with or without port is a name of this machine alone.
fn is_loopback(host: &str) -> bool {
    let name =
        host.rsplit_once(':').filter(|(_, port)| port.bytes().all(|byte| byte.is_ascii_digit())).map_or(host, |(name, _)| name);
    let name = name.trim_start_matches('[').trim_end_matches(']');
    name.eq_ignore_ascii_case("localhost") || name.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
}

/// What browsers are told: take nothing from elsewhere, send nothing elsewhere.
const POLICY: &str = "default-src 'self'; img-src 'self' data: blob:; style-src 'self' 'unsafe-inline'; worker-src 'self' blob:; \
child-src 'self' blob:; object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// Checks every request, and adds to every answer what keeps the page to itself.
pub(super) async fn guard(State(server): State<Arc<Server>>, request: Request<Body>, next: Next) -> Response {
    let (mut response, token) = match server.auth_policy.check(request.headers(), request.uri().query()) {
        Ok(token) => (next.run(request).await, token),
        Err(fault) => (fault.into_response(), None),
    };
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    let cookie = token.and_then(|token| format!("{COOKIE}={token}; HttpOnly; SameSite=Strict; Path=/").parse().ok());
    if let Some(cookie) = cookie {
        headers.insert(header::SET_COOKIE, cookie);
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(header::HeaderName, &'static str)]) -> HeaderMap {
        pairs.iter().map(|(name, value)| (name.clone(), HeaderValue::from_static(value))).collect()
    }

    #[test]
    fn without_a_token_only_this_machine_may_ask() {
        let auth_policy = AuthPolicy::new(None);
        for (host, origin, lets) in [
            ("127.0.0.1:8080", None, true),
            ("localhost", Some("http://localhost:8080"), true),
            ("[::1]:8080", None, true),
            ("map.example.org:8080", None, false),
            ("127.0.0.1:8080", Some("https://example.org"), false),
            ("127.0.0.1.example.org", None, false),
        ] {
            let mut all = headers(&[(header::HOST, host)]);
            all.extend(origin.map(|origin| (header::ORIGIN, HeaderValue::from_static(origin))));
            assert_eq!(auth_policy.check(&all, None).is_ok(), lets, "{host} {origin:?}");
        }
    }

    #[test]
    fn with_a_token_who_has_it_may_ask() {
        let auth_policy = AuthPolicy::new(Some("a-token-of-length"));
        let ask = |all: &[(header::HeaderName, &'static str)], query| auth_policy.check(&headers(all), query).ok();
        assert_eq!(ask(&[], None), None);
        assert_eq!(ask(&[], Some("token=a-token-of-another")), None);
        assert_eq!(ask(&[], Some("x=1&token=a-token-of-length")), Some(Some("a-token-of-length".to_owned())));
        assert_eq!(ask(&[(header::AUTHORIZATION, "Bearer a-token-of-length")], None), Some(None));
        assert_eq!(ask(&[(header::COOKIE, "a=b; tongda_token=a-token-of-length")], None), Some(None));
    }
}
