"""Articles with their prices, rates of tax, and price lists."""

from __future__ import annotations

from hotline_desk.services.articles.keeping import (
    article_prices,
    article_value,
    keep_article,
    keep_prices,
    list_articles,
    prices_of,
    save_article,
)
from hotline_desk.services.articles.price_lists import (
    keep_price_list,
    list_price_lists,
    price_list_entries,
    price_list_values,
    save_price_list,
)
from hotline_desk.services.articles.rates import keep_tax_rates, list_tax_rates, save_tax_rates, tax_rates

__all__ = [
    "article_prices", "article_value", "keep_article", "keep_price_list", "keep_prices", "keep_tax_rates",
    "list_articles", "list_price_lists", "list_tax_rates", "price_list_entries", "price_list_values", "prices_of",
    "save_article", "save_price_list", "save_tax_rates", "tax_rates",
]
