//! API errors: an HTTP status and the problems, as JSON.

use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::json;

use super::jobs::{Stopped, TIME_LIMIT};
use tongda_foundation::error::{Error, Problems};

/// Why a request has no answer.
#[derive(Debug)]
pub(super) struct ApiError {
    status: StatusCode,
    message: String,
    problems: Vec<String>,
}

impl ApiError {
    pub(super) fn new(status: StatusCode, message: impl Into<String>) -> Self {
        Self { status, message: message.into(), problems: Vec::new() }
    }

    /// What the request names does not exist.
    pub(super) fn unknown(what: &str, name: &str) -> Self {
        Self::new(StatusCode::NOT_FOUND, format!("there is no {what} \"{name}\"; /api/study lists them"))
    }

    /// The request says something that it cannot mean.
    pub(super) fn wrong(message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, message)
    }
}

impl From<Problems> for ApiError {
    fn from(problems: Problems) -> Self {
        let problems: Vec<String> = problems.as_slice().iter().map(Error::to_string).collect();
        let message = format!("the request cannot be used: {} problem(s)", problems.len());
        Self { status: StatusCode::BAD_REQUEST, message, problems }
    }
}

impl From<Stopped> for ApiError {
    fn from(stopped: Stopped) -> Self {
        match stopped {
            Stopped::Replaced => Self::new(StatusCode::CONFLICT, "the same client asked anew"),
            Stopped::TooLong => {
                let limit = TIME_LIMIT.as_secs();
                Self::new(StatusCode::SERVICE_UNAVAILABLE, format!("it took longer than {limit} s; ask for less"))
            }
            Stopped::TooMany => Self::new(StatusCode::SERVICE_UNAVAILABLE, "too many requests wait; ask again in a second"),
            Stopped::Failed => Self::new(StatusCode::INTERNAL_SERVER_ERROR, "it failed; please tell how, as an issue"),
        }
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        (self.status, Json(json!({"error": self.message, "problems": self.problems}))).into_response()
    }
}
