"""All of Wix's packages, for the current request. Written by tools/build_stubs.py."""

from __future__ import annotations

from typing import Any

from wix_headless.client.packages import app_management as _app_management
from wix_headless.client.packages import atlas as _atlas
from wix_headless.client.packages import auth_management as _auth_management
from wix_headless.client.packages import automations as _automations
from wix_headless.client.packages import benefit_programs as _benefit_programs
from wix_headless.client.packages import blog as _blog
from wix_headless.client.packages import bookings as _bookings
from wix_headless.client.packages import business_tools as _business_tools
from wix_headless.client.packages import categories as _categories
from wix_headless.client.packages import comments as _comments
from wix_headless.client.packages import crm as _crm
from wix_headless.client.packages import data as _data
from wix_headless.client.packages import ecom as _ecom
from wix_headless.client.packages import email_marketing as _email_marketing
from wix_headless.client.packages import email_subscriptions as _email_subscriptions
from wix_headless.client.packages import events as _events
from wix_headless.client.packages import faq as _faq
from wix_headless.client.packages import forms as _forms
from wix_headless.client.packages import groups as _groups
from wix_headless.client.packages import headless_site_assets as _headless_site_assets
from wix_headless.client.packages import identity as _identity
from wix_headless.client.packages import inbox as _inbox
from wix_headless.client.packages import loyalty as _loyalty
from wix_headless.client.packages import marketing as _marketing
from wix_headless.client.packages import media as _media
from wix_headless.client.packages import members as _members
from wix_headless.client.packages import multilingual as _multilingual
from wix_headless.client.packages import online_programs as _online_programs
from wix_headless.client.packages import payments as _payments
from wix_headless.client.packages import portfolio as _portfolio
from wix_headless.client.packages import pricing_plans as _pricing_plans
from wix_headless.client.packages import redirects as _redirects
from wix_headless.client.packages import restaurants as _restaurants
from wix_headless.client.packages import reviews as _reviews
from wix_headless.client.packages import secrets as _secrets
from wix_headless.client.packages import seo as _seo
from wix_headless.client.packages import stores as _stores
from wix_headless.client.packages import table_reservations as _table_reservations

app_management: _app_management.Package[dict[str, Any]]
atlas: _atlas.Package[dict[str, Any]]
auth_management: _auth_management.Package[dict[str, Any]]
automations: _automations.Package[dict[str, Any]]
benefit_programs: _benefit_programs.Package[dict[str, Any]]
blog: _blog.Package[dict[str, Any]]
bookings: _bookings.Package[dict[str, Any]]
business_tools: _business_tools.Package[dict[str, Any]]
categories: _categories.Package[dict[str, Any]]
comments: _comments.Package[dict[str, Any]]
crm: _crm.Package[dict[str, Any]]
data: _data.Package[dict[str, Any]]
ecom: _ecom.Package[dict[str, Any]]
email_marketing: _email_marketing.Package[dict[str, Any]]
email_subscriptions: _email_subscriptions.Package[dict[str, Any]]
events: _events.Package[dict[str, Any]]
faq: _faq.Package[dict[str, Any]]
forms: _forms.Package[dict[str, Any]]
groups: _groups.Package[dict[str, Any]]
headless_site_assets: _headless_site_assets.Package[dict[str, Any]]
identity: _identity.Package[dict[str, Any]]
inbox: _inbox.Package[dict[str, Any]]
loyalty: _loyalty.Package[dict[str, Any]]
marketing: _marketing.Package[dict[str, Any]]
media: _media.Package[dict[str, Any]]
members: _members.Package[dict[str, Any]]
multilingual: _multilingual.Package[dict[str, Any]]
online_programs: _online_programs.Package[dict[str, Any]]
payments: _payments.Package[dict[str, Any]]
portfolio: _portfolio.Package[dict[str, Any]]
pricing_plans: _pricing_plans.Package[dict[str, Any]]
redirects: _redirects.Package[dict[str, Any]]
restaurants: _restaurants.Package[dict[str, Any]]
reviews: _reviews.Package[dict[str, Any]]
secrets: _secrets.Package[dict[str, Any]]
seo: _seo.Package[dict[str, Any]]
stores: _stores.Package[dict[str, Any]]
table_reservations: _table_reservations.Package[dict[str, Any]]
