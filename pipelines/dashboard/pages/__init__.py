"""The dashboard's pages: each module gives one `PAGE`, and nothing else lists them."""
